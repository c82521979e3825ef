import { statements, type Statement } from '../policies';
import { each, type Rule } from '../rule';
import { values } from '../../synthesized/synthesized';

/** A condition on one of these says whose request it is, whoever the principal may be. */
const LIMITS_THE_CALLER = [
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:PrincipalOrgID',
  'aws:SourceAccount',
  'aws:SourceArn',
  'kms:CallerAccount',
];

/**
 * What AWS itself documents with a star: for a key, both ways of making data keys.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
const DOCUMENTED_WILDCARDS = ['kms:GenerateDataKey*'];

/**
 * What Lambda needs of a function's role to attach it to a VPC: AWS documents it with every
 * resource, and with the denial of the same to the function's own code that `FunctionRole` adds.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 * And to trace it: X-Ray has no resources for these.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
 */
const NEED_EVERY_RESOURCE = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

const GITHUB = 'token.actions.githubusercontent.com';

/** The provider by its name, or as the resource that this stack makes of it. */
const GITHUB_PROVIDER = /token\.actions\.githubusercontent\.com|aws_iam_openid_connect_provider\./;

/** owner/name and what of it runs, none of it a star. */
const GITHUB_SUBJECT = /^repo:[^*:/]+\/[^*:]+:[^*]+$/;

/** Every statement of a policy document that allows something has the problem, unless the rule holds for it. */
function eachAllowed(problem: string, holds: (statement: Statement) => boolean): Rule['check'] {
  return (stack) =>
    statements(stack)
      .filter((statement) => statement.effect === 'Allow' && !holds(statement))
      .map(({ path, sid }) => ({ path, problem: `statement ${sid} ${problem}` }));
}

/** Every resource, or every one of a service: `*`, `arn:aws:s3:::*`. */
const isEverything = (resource: string): boolean =>
  /^(\*|arn:[^:]+:[^:]+:[^:]*:[^:]*:\*(\/\*)?)$/.test(resource);

const isLimited = ({ conditions }: Statement): boolean =>
  conditions.some(({ variable }) => LIMITS_THE_CALLER.includes(variable));

/** The account itself over its own key: AWS's default, without which a key can be lost for good. */
const isKeyOfAccount = ({ ofKey, principals, actions }: Statement): boolean =>
  ofKey && actions.join() === 'kms:*' && principals.every((who) => who.endsWith(':root'));

/** What every policy promises. */
export const IAM_RULES: readonly Rule[] = [
  {
    id: 'iam-policy-document',
    remedy: 'write it as an aws_iam_policy_document, which the other rules can read',
    check: each(
      [
        'aws_iam_policy',
        'aws_iam_role',
        'aws_iam_role_policy',
        'aws_kms_key',
        'aws_kms_key_policy',
        'aws_s3_bucket_policy',
        'aws_sns_topic_policy',
        'aws_vpc_endpoint',
      ],
      'has a policy written as text',
      ({ body }) =>
        values(body, 'policy', 'assume_role_policy', 'inline_policy').every((policy) =>
          /^\$\{data\.aws_iam_policy_document\.[^}]+\}$/.test(String(policy)),
        ),
    ),
  },
  {
    id: 'iam-no-wildcard-actions',
    remedy: 'name the actions one by one',
    checkov: {
      CKV_AWS_62: 'no policy allows everything on everything',
      CKV_AWS_63: 'no policy allows every action',
      CKV2_AWS_40: 'no policy allows all of IAM',
    },
    check: eachAllowed(
      'allows actions by a wildcard',
      (statement) =>
        isKeyOfAccount(statement) ||
        (!statement.inverted &&
          statement.actions.every(
            (action) => !action.includes('*') || DOCUMENTED_WILDCARDS.includes(action),
          )),
    ),
  },
  {
    id: 'iam-no-wildcard-principals',
    remedy: 'name who, or add a condition on the account, the organization or the source',
    checkov: {
      CKV_AWS_60: 'no role can be taken by everyone',
      CKV_AWS_61: 'no role can be taken by every service',
      CKV_AWS_70: 'no bucket policy allows everyone an action',
    },
    check: eachAllowed(
      'allows everyone',
      (statement) => isLimited(statement) || !statement.principals.some((who) => who.includes('*')),
    ),
  },
  {
    id: 'iam-service-principals',
    remedy: 'add a condition on aws:SourceAccount or aws:SourceArn',
    check: eachAllowed(
      "lets a service act for anyone's account",
      (statement) => isLimited(statement) || !statement.principalTypes.includes('Service'),
    ),
  },
  {
    id: 'iam-resources',
    remedy: 'name the resources',
    checkov: {
      CKV_AWS_107: 'no policy exposes credentials',
      CKV_AWS_108: 'no policy lets data out',
      CKV_AWS_109: 'no policy manages permissions without a constraint',
      CKV_AWS_110: 'no policy lets its holder take more rights',
      CKV_AWS_111: 'no policy writes without a constraint',
      CKV_AWS_356: 'no policy names every resource',
    },
    check: eachAllowed(
      'allows its actions on every resource',
      (statement) =>
        statement.ofKey ||
        !statement.resources.some(isEverything) ||
        statement.actions.every((action) => NEED_EVERY_RESOURCE.includes(action)),
    ),
  },
  {
    id: 'iam-managed-policies',
    remedy: 'write the role a policy of its own',
    checkov: {
      CKV_AWS_274: 'nobody is AdministratorAccess',
      CKV2_AWS_56: 'nobody is IAMFullAccess',
    },
    check: each(
      [
        'aws_iam_role',
        'aws_iam_role_policy_attachment',
        'aws_iam_policy_attachment',
        'aws_iam_user_policy_attachment',
        'aws_iam_group_policy_attachment',
      ],
      "has a policy of AWS's",
      ({ body }) =>
        !values(body, 'managed_policy_arns', 'policy_arn').some((arn) =>
          String(arn).includes(':iam::aws:policy/'),
        ),
    ),
  },
  {
    id: 'iam-github-subjects',
    remedy: `add a condition on ${GITHUB}:sub with repo:owner/name:… or repo:owner@1/name@2:… and no wildcard`,
    checkov: {
      CKV_AWS_358: 'a GitHub role is for named workflows',
      CKV_AWS_393: 'a GitHub role is for named workflows, in the role itself',
    },
    check: eachAllowed(
      'lets any repository in',
      (statement) =>
        !statement.principals.some((who) => GITHUB_PROVIDER.test(who)) ||
        statement.conditions.some(
          ({ variable, values: subjects }) =>
            variable === `${GITHUB}:sub` &&
            subjects.length > 0 &&
            subjects.every((subject) => GITHUB_SUBJECT.test(subject)),
        ),
    ),
  },
];
