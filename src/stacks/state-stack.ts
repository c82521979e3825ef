import type { S3BucketLifecycleConfigurationRule } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import type { AccountConfig } from '../config/accounts';
import {
  ACCESS_SCOPE,
  STATE_SCOPE,
  STATE_STACK,
  stateKey,
  stateLockKey,
  STORED_PLANS,
} from '../config/names';
import { MAX_PLAN_AGE_DAYS } from '../config/plan-age';
import type { SharedConfig, StageConfig } from '../config/schema';
import { PrivateBucket } from '../constructs/storage/private-bucket';
import { StateLockTable } from '../constructs/storage/state-lock-table';
import { ServiceStack } from './service-stack';

export interface StateStackProps extends Partial<Pick<AccountConfig, 'account' | 'stateStack'>> {
  readonly shared: SharedConfig;
  /** The stages whose states lie in the bucket. */
  readonly stages: readonly Pick<StageConfig, 'name'>[];
}

/** Whoever looks for who held a lock does so in the same week. */
const LOCK_VERSION_DAYS = 7;

/** The bucket and the lock table of every stack's state, its own included. `pnpm ops bootstrap` creates it. */
export class StateStack extends ServiceStack {
  constructor(scope: Construct, props: StateStackProps) {
    const { shared, stages, account, stateStack = STATE_STACK } = props;
    super(scope, stateStack, {
      shared,
      stateScope: STATE_SCOPE,
      region: shared.stateRegion,
      accountId: account,
    });

    const state = new PrivateBucket(this, 'state-bucket', {
      bucketName: shared.stateBucketName,
      protection: 'protected',
      // The only way back after a bad write: kept for a year.
      noncurrentVersionDays: 365,
      lifecycleRules: [
        ...[...stages.map(({ name }) => name), ACCESS_SCOPE, STATE_SCOPE].map(expireLocks),
        EXPIRE_PLANS,
      ],
    });
    const locks = new StateLockTable(this, 'state-lock', { tableName: shared.stateLockTableName });

    new TerraformOutput(this, 'state_bucket_name', { value: state.bucket.bucket });
    new TerraformOutput(this, 'state_lock_table_name', { value: locks.table.name });
  }
}

/** A lock's versions would otherwise outlive it by as long as a state's; a rule knows no suffixes, so each stack has one. */
const expireLocks = (scope: string): S3BucketLifecycleConfigurationRule => ({
  id: `expire-locks-of-${scope}`,
  status: 'Enabled',
  filter: [{ prefix: stateLockKey(stateKey(scope)) }],
  noncurrentVersionExpiration: [{ noncurrentDays: LOCK_VERSION_DAYS }],
});

/** Plans hold secrets, and nobody applies an older one. */
const EXPIRE_PLANS: S3BucketLifecycleConfigurationRule = {
  id: 'expire-plans',
  status: 'Enabled',
  filter: [{ prefix: STORED_PLANS }],
  expiration: [{ days: MAX_PLAN_AGE_DAYS }],
  noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
};
