import {
  erroredStateKey,
  settingsKey,
  stateKey,
  stateLockKey,
  storedPlanKey,
} from '../config/names';
import type { SharedConfig } from '../config/schema';
import type { Statement } from '../constructs/iam/policy';
import { policyOf, RIGHTS } from '../resource-types';
import type { Operation } from '../resource-types/resource-type';
import { onlyThese, type Limit, type Scope, type ScopedStage } from '../resource-types/scope';
import { commandRights, type RoleKind } from './command-rights';
import type { UsedTypes } from './used-types';

/**
 * A role's policies by name. AWS counts 6,144 characters each, without white space, and 10 a role:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export type RolePolicies = Readonly<Record<string, readonly Statement[]>>;

/** Everything a role of the stage may do. */
export function rolePolicies(
  kind: RoleKind,
  stage: ScopedStage,
  shared: SharedConfig,
  used: UsedTypes,
): RolePolicies {
  const policies: Record<string, Statement[]> = { state: stateGrants(kind, stage, shared) };
  for (const { policy, scope, actions } of drafts(kind, used)) {
    (policies[policy] ??= []).push({
      sid: scope.sid,
      actions: [...actions].sort(),
      ...scope.limit(stage),
    });
  }
  return policies;
}

interface Draft {
  readonly policy: string;
  readonly scope: Scope;
  readonly actions: Set<string>;
}

/** One statement for each scope in each policy. */
function drafts(kind: RoleKind, used: UsedTypes): Iterable<Draft> {
  const grouped = new Map<string, Draft>();
  const add = (scope: Scope, action: string): void => {
    const policy = policyOf(action);
    const key = `${policy}/${scope.sid}`;
    const draft = grouped.get(key) ?? { policy, scope, actions: new Set() };
    grouped.set(key, draft);
    if (draft.scope !== scope) throw new Error(`two scopes have the sid ${scope.sid}`);
    draft.actions.add(action);
  };
  for (const [type, operations] of [...used].sort(([a], [b]) => a.localeCompare(b))) {
    const allowed: readonly Operation[] = kind === 'deploy' ? [...operations] : ['read'];
    const rights = RIGHTS.get(type);
    // usedTypes refuses the others.
    if (rights === undefined || rights === 'bootstrap') continue;
    for (const right of rights) {
      for (const action of allowed.flatMap((operation) => right[operation] ?? [])) {
        add(right.on, action);
      }
    }
  }
  for (const { on, read } of commandRights(kind)) for (const action of read) add(on, action);
  return grouped.values();
}

/**
 * The state, its two locks, its digest and the stored plans, of this stage only.
 * https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required
 */
function stateGrants(kind: RoleKind, stage: ScopedStage, shared: SharedConfig): Statement[] {
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
  // A plan that nobody will apply takes none: docs/plans.md.
  const locks = kind !== 'plan';
  return [
    { sid: 'FindState', actions: ['s3:ListBucket'], resources: [bucket] },
    {
      sid: 'State',
      // The tag says who wrote it, drift may be since an older version: src/terraform/state/writer.ts.
      actions: [
        ...['s3:GetObject', 's3:GetObjectVersion'],
        ...(isDeploy ? ['s3:PutObject', 's3:PutObjectVersionTagging'] : []),
      ],
      resources: [`${bucket}/${key}`],
    },
    {
      sid: 'Settings',
      actions: isDeploy ? ['s3:GetObject', 's3:PutObject'] : ['s3:GetObject'],
      resources: [`${bucket}/${settingsKey(stage.name)}`],
    },
    {
      sid: 'LockFile',
      actions: locks ? ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'] : ['s3:GetObject'],
      resources: [`${bucket}/${stateLockKey(key)}`],
    },
    ...plansGrants(kind, `${bucket}/${storedPlanKey(stage.name, '*')}`),
    ...(isDeploy
      ? [
          {
            sid: 'ErroredState',
            actions: ['s3:PutObject'],
            resources: [`${bucket}/${erroredStateKey(stage.name, '*')}`],
          },
        ]
      : []),
    { sid: 'FindLocks', actions: ['dynamodb:DescribeTable'], resources: [table] },
    {
      sid: 'Lock',
      actions: locks
        ? ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem']
        : ['dynamodb:GetItem'],
      ...items([lock]),
    },
    {
      sid: 'Digest',
      actions: isDeploy ? ['dynamodb:GetItem', 'dynamodb:PutItem'] : ['dynamodb:GetItem'],
      ...items([digest]),
    },
  ];
}

/** Who applies a stored plan removes it, its version too; who may run code of a pull request reaches none. */
function plansGrants(kind: RoleKind, plans: string): Statement[] {
  const actions = {
    plan: [],
    store: ['s3:PutObject'],
    deploy: ['s3:DeleteObjectVersion', 's3:GetObject'],
  }[kind];
  return actions.length === 0 ? [] : [{ sid: 'StoredPlans', actions, resources: [plans] }];
}
