import type { Aws } from '../aws';
import type { AwsRequest } from '../aws-request';
import type { Call, Route } from '../call';
import { AwsError } from '../errors';
import type { Moto } from '../moto';
import { reasonOf } from '../reason';
import { BucketSettings } from '../s3/bucket-settings';
import { permissionsOfApiGateway } from './api-gateway';
import { permissionsOfCloudFront } from './cloudfront';
import { permissionsOfEc2 } from './ec2';
import { inputOf } from '../input';
import { permissionsOfLambda } from './lambda';
import { permissionsOfOperation } from './operations';
import { type Asked, type Permission, type PermissionsOf } from './permission';
import { Roles, type RolePolicies, type Session } from './role';
import { permissionsOfRoute53 } from './route53';
import { permissionsOfS3 } from './s3';

/** What IAM is asked: whether a role may do one thing. */
export interface Question extends RolePolicies, Permission {
  /** The session's ARN. */
  readonly principal: string;
  readonly accountId: string;
  /** The policy of the resource itself. */
  readonly resourcePolicy?: unknown;
}

/** What policies say, and where it is a refusal, which of them. */
export type Verdict =
  | 'allowed'
  | 'explicitly denied'
  | 'not allowed by the boundary'
  | 'not allowed by a policy';

/**
 * An evaluator of policies, which is not part of the local AWS.
 * @throws Error for an action that AWS does not have, or not on that kind of resource.
 */
export type Evaluate = (question: Question) => Promise<Verdict>;

const OF_SERVICE: Readonly<Record<string, PermissionsOf>> = {
  apigateway: permissionsOfApiGateway,
  cloudfront: permissionsOfCloudFront,
  ec2: permissionsOfEc2,
  lambda: permissionsOfLambda,
  route53: permissionsOfRoute53,
  s3: permissionsOfS3,
  // Everybody may ask who he is.
  sts: ({ operation }) => (operation === 'GetCallerIdentity' ? [] : undefined),
};

/**
 * Refuses what the caller's role does not allow. Roles are those of AssumeRole's keys; an account's own
 * keys are never refused.
 */
export function enforce({ moto, store }: Aws, evaluate: Evaluate): Route {
  const roles = new Roles(moto);
  return async (call) => {
    const { signed } = call;
    if (signed === undefined) return undefined;
    await roles.notice(call);
    const session = await roles.sessionOf(signed);
    if (session === undefined) return undefined;
    const operation = (await call.operation()) ?? '';
    const asked = { call, signed, operation, input: await inputOf(call), moto, store };
    const permissions = await (OF_SERVICE[call.service] ?? permissionsOfOperation)(asked);
    if (permissions === undefined) throw unknown(asked);
    const policies = await roles.policiesOf(signed, session.role);
    for (const permission of permissions) {
      const resourcePolicy = await policyOf(moto, signed, permission);
      const verdict = await evaluate({
        ...{ ...permission, ...policies, principal: session.arn, accountId: signed.accountId },
        ...(resourcePolicy !== undefined && { resourcePolicy }),
      }).catch((error: unknown) => {
        throw notKnown(`${permission.action} on ${permission.resource}: ${reasonOf(error)}`);
      });
      if (verdict !== 'allowed') throw refusal(call, session, permission, verdict);
    }
    return undefined;
  };
}

/** The policies of resources that count beside a role's: buckets' and keys'. */
async function policyOf(
  moto: Moto,
  scope: AwsRequest,
  { kind, resource }: Permission,
): Promise<unknown> {
  if (kind === 'kms:key') {
    const [KeyId] = resource.split('/').slice(-1);
    const answer = await moto.json(scope, 'kms', 'GetKeyPolicy', { KeyId, PolicyName: 'default' });
    return JSON.parse((answer as { readonly Policy: string }).Policy);
  }
  if (!kind.startsWith('s3:')) return undefined;
  const [bucket = ''] = resource.replace('arn:aws:s3:::', '').split('/');
  const policy = await new BucketSettings(moto, scope, bucket).policy().catch((error: unknown) => {
    // A bucket that is not there has none.
    if (error instanceof AwsError && error.status === 404) return undefined;
    throw error;
  });
  return policy === undefined ? undefined : JSON.parse(policy);
}

const unknown = ({ call, operation }: Asked): AwsError => {
  const what = operation || `${call.method} ${call.url.pathname}${call.url.search}`;
  return notKnown(`the IAM action of ${call.service} ${what} is not known.`);
};

/** Not a failure, which clients would try again for minutes. */
const notKnown = (what: string): AwsError =>
  new AwsError(
    'AccessDenied',
    403,
    `The local AWS refuses a role what it cannot judge: ${what} Say in local/aws/rights what the call takes.`,
  );

const REASONS: Readonly<Record<Exclude<Verdict, 'allowed'>, (action: string) => string>> = {
  'explicitly denied': () => 'with an explicit deny',
  'not allowed by the boundary': (action) =>
    `because no permissions boundary allows the ${action} action`,
  'not allowed by a policy': (action) =>
    `because no identity-based policy allows the ${action} action`,
};

/** As AWS words it: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function refusal(
  call: Call,
  { arn }: Session,
  { action, resource }: Permission,
  verdict: Exclude<Verdict, 'allowed'>,
): AwsError {
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  const reason = REASONS[verdict](action);
  const message = `User: ${arn} is not authorized to perform: ${action}${on} ${reason}`;
  if (call.service === 'ec2') {
    const text = `You are not authorized to perform this operation. ${message}`;
    return new AwsError('UnauthorizedOperation', 403, text);
  }
  if (call.service === 'sns') return new AwsError('AuthorizationError', 403, message);
  const isJson =
    call.headers['x-amz-target'] !== undefined || /^(?:apigateway|lambda)$/.test(call.service);
  return new AwsError(isJson ? 'AccessDeniedException' : 'AccessDenied', 403, message);
}
