import { scopeHeaders, type AwsRequest, type Scope } from '../aws-request';
import type { Call } from '../call';
import { AwsError } from '../errors';
import type { Moto } from '../moto';
import { valuesOf } from '../xml';

/** Who calls with keys of AssumeRole. */
export interface Session {
  /** `arn:aws:sts::…:assumed-role/ROLE/SESSION`, as AWS's refusals have it. */
  readonly arn: string;
  readonly role: string;
}

export interface Policy {
  readonly name: string;
  readonly policy: unknown;
}

/** What a role may do. */
export interface RolePolicies {
  readonly identityPolicies: readonly Policy[];
  readonly boundary?: Policy | undefined;
}

/** moto's sessions and roles. Policies are kept until something is changed in IAM. */
export class Roles {
  private readonly sessions = new Map<string, Session>();
  private readonly policies = new Map<string, Promise<RolePolicies>>();

  constructor(private readonly moto: Moto) {}

  /** Forgets all policies when a call may change one. */
  async notice({ service, operation }: Pick<Call, 'service' | 'operation'>): Promise<void> {
    if (service !== 'iam') return;
    if (!/^(?:Get|List)/.test((await operation()) ?? '')) this.policies.clear();
  }

  /**
   * The session of an access key; undefined for an account's own.
   * @throws AwsError for a key of a session that nobody began.
   */
  async sessionOf({ accessKeyId, ...scope }: AwsRequest): Promise<Session | undefined> {
    // Those of AssumeRole begin so.
    if (!accessKeyId.startsWith('ASIA')) return undefined;
    const session = this.sessions.get(accessKeyId) ?? (await this.identify(scope, accessKeyId));
    this.sessions.set(accessKeyId, session);
    return session;
  }

  /** All policies of the role, attached and inline, and its boundary; none for a role that is not there. */
  policiesOf(scope: Scope, role: string): Promise<RolePolicies> {
    const key = `${scope.accountId}/${role}`;
    const found = this.policies.get(key) ?? this.read(scope, role);
    this.policies.set(key, found);
    return found;
  }

  private async identify(scope: Scope, accessKeyId: string): Promise<Session> {
    const { authorization = '', ...account } = scopeHeaders({ ...scope, service: 'sts' });
    const answer = await this.moto.ask(scope, {
      service: 'sts',
      path: '/?Action=GetCallerIdentity&Version=2011-06-15',
      headers: { ...account, authorization: authorization.replace('gateway', accessKeyId) },
    });
    const [arn, role] =
      /arn:aws:sts::\d+:assumed-role\/([^/<]+)\/[^<]+/.exec(await answer.text()) ?? [];
    if (arn !== undefined && role !== undefined) return { arn, role };
    const message = 'The security token included in the request is invalid.';
    throw new AwsError('InvalidClientTokenId', 403, message);
  }

  private async read(scope: Scope, role: string): Promise<RolePolicies> {
    const named = { RoleName: role };
    // An assumed role need not be there in moto.
    const boundary = await boundaryOf(this.moto, scope, role);
    const ask = (operation: string, input: Record<string, string> = named): Promise<unknown> =>
      this.moto.query(scope, 'iam', operation, input).catch(noneIfMissing);
    const documentOf = (name: string, answer: unknown, element: string): Policy => ({
      name,
      policy: JSON.parse(decodeURIComponent(valuesOf(answer, element)[0] ?? '')),
    });
    const managed = async (PolicyArn: string): Promise<Policy> => {
      const [VersionId = ''] = valuesOf(await ask('GetPolicy', { PolicyArn }), 'DefaultVersionId');
      const version = await ask('GetPolicyVersion', { PolicyArn, VersionId });
      return documentOf(PolicyArn, version, 'Document');
    };
    const inline = async (PolicyName: string): Promise<Policy> =>
      documentOf(
        PolicyName,
        await ask('GetRolePolicy', { ...named, PolicyName }),
        'PolicyDocument',
      );
    const attached = valuesOf(await ask('ListAttachedRolePolicies'), 'PolicyArn');
    const names = valuesOf(await ask('ListRolePolicies'), 'member');
    return {
      identityPolicies: await Promise.all([...attached.map(managed), ...names.map(inline)]),
      ...(boundary !== undefined && { boundary: await managed(boundary) }),
    };
  }
}

/** The ARN of a role's permissions boundary, if it has one. */
export async function boundaryOf(
  moto: Moto,
  scope: Scope,
  RoleName: string,
): Promise<string | undefined> {
  const role = await moto.query(scope, 'iam', 'GetRole', { RoleName }).catch(noneIfMissing);
  return valuesOf(role, 'PermissionsBoundaryArn')[0];
}

function noneIfMissing(error: unknown): undefined {
  if (error instanceof AwsError && error.code === 'NoSuchEntity') return undefined;
  throw error;
}
