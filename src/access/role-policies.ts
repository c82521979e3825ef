import { stateKey } from '../config/names';
import type { SharedConfig } from '../config/schema';
import type { Operation } from './needs';
import { operationNeeds } from './operation-needs';
import { RESOURCE_NEEDS } from './resource-needs';
import type { Limit, ScopedStage } from './limit';
import { onlyThese } from './limit';
import type { RoleKind } from './role-kind';
import type { Scope } from './scopes';
import { limitOf } from './scopes';
import type { UsedTypes } from './used-types';

/** One statement that allows something. */
export interface Grant extends Limit {
  readonly sid: string;
  readonly actions: readonly string[];
}

/**
 * A role's policies by name. AWS counts 6,144 characters each, without white space, and 10 a role:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export type RolePolicies = Readonly<Record<string, readonly Grant[]>>;

/** Which policy an action of that service is in: about equally long ones. */
const POLICY_OF_SERVICE: Readonly<Record<string, string>> = {
  acm: 'delivery',
  cloudfront: 'delivery',
  dynamodb: 'storage',
  ec2: 'network',
  iam: 'identity',
  logs: 'storage',
  route53: 'delivery',
  s3: 'storage',
  wafv2: 'delivery',
};

/** Everything a role of the stage may do. */
export function rolePolicies(
  kind: RoleKind,
  stage: ScopedStage,
  shared: SharedConfig,
  used: UsedTypes,
): RolePolicies {
  const policies: Record<string, Grant[]> = { state: stateGrants(kind, stage, shared) };
  for (const [key, actions] of actionsByScope(kind, used)) {
    const [policy = '', scope = ''] = key.split('/');
    (policies[policy] ??= []).push({
      sid: `${scope.charAt(0).toUpperCase()}${scope.slice(1)}`,
      actions: [...actions].sort(),
      ...limitOf(scope as Scope, stage),
    });
  }
  return policies;
}

function actionsByScope(kind: RoleKind, used: UsedTypes): Map<string, Set<string>> {
  const grouped = new Map<string, Set<string>>();
  const add = (on: Scope, action: string): void => {
    const service = action.split(':')[0] ?? '';
    const key = `${POLICY_OF_SERVICE[service] ?? 'service'}/${on}`;
    grouped.set(key, (grouped.get(key) ?? new Set()).add(action));
  };
  for (const [type, operations] of [...used].sort(([a], [b]) => a.localeCompare(b))) {
    const allowed: readonly Operation[] = kind === 'plan' ? ['read'] : [...operations];
    // usedTypes refuses the others.
    for (const need of RESOURCE_NEEDS[type] ?? []) {
      for (const action of allowed.flatMap((operation) => need[operation] ?? [])) {
        add(need.on, action);
      }
    }
  }
  for (const { on, read } of operationNeeds(kind)) for (const action of read) add(on, action);
  return grouped;
}

/**
 * The state, its lock and its digest, of this stage only.
 * https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required
 */
function stateGrants(kind: RoleKind, stage: ScopedStage, shared: SharedConfig): Grant[] {
  const { stateBucketName, stateLockTableName, stateRegion } = shared;
  const key = stateKey(stage.name);
  const bucket = `arn:aws:s3:::${stateBucketName}`;
  const table = `arn:aws:dynamodb:${stateRegion}:${stage.account}:table/${stateLockTableName}`;
  const items = (ids: readonly string[]): Limit => ({
    resources: [table],
    conditions: onlyThese('StringEquals', 'dynamodb:LeadingKeys', ids),
  });
  const lock = `${stateBucketName}/${key}`;
  const digest = `${lock}-md5`;
  const isDeploy = kind === 'deploy';
  return [
    { sid: 'FindState', actions: ['s3:ListBucket'], resources: [bucket] },
    {
      sid: 'State',
      // The tag says who wrote it: src/ops/state/writer.ts.
      actions: isDeploy
        ? ['s3:GetObject', 's3:PutObject', 's3:PutObjectVersionTagging']
        : ['s3:GetObject'],
      resources: [`${bucket}/${key}`],
    },
    { sid: 'FindLocks', actions: ['dynamodb:DescribeTable'], resources: [table] },
    {
      sid: 'Lock',
      actions: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
      ...items([lock]),
    },
    {
      sid: 'Digest',
      actions: isDeploy ? ['dynamodb:GetItem', 'dynamodb:PutItem'] : ['dynamodb:GetItem'],
      ...items([digest]),
    },
  ];
}
