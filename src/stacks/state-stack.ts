import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import type { AccountConfig } from '../config/accounts';
import { STATE_SCOPE, STATE_STACK } from '../config/names';
import type { SharedConfig } from '../config/schema';
import { PrivateBucket } from '../constructs/storage/private-bucket';
import { StateLockTable } from '../constructs/storage/state-lock-table';
import { ServiceStack } from './service-stack';

export interface StateStackProps extends Partial<Pick<AccountConfig, 'account' | 'stateStack'>> {
  readonly shared: SharedConfig;
}

/** The bucket and the lock table of every stack's state, its own included. `pnpm ops bootstrap` creates it. */
export class StateStack extends ServiceStack {
  constructor(scope: Construct, { shared, account, stateStack = STATE_STACK }: StateStackProps) {
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
    });
    const locks = new StateLockTable(this, 'state-lock', { tableName: shared.stateLockTableName });

    new TerraformOutput(this, 'state_bucket_name', { value: state.bucket.bucket });
    new TerraformOutput(this, 'state_lock_table_name', { value: locks.table.name });
  }
}
