import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';
import { inRegion, type RegionProps } from '../provider';
import { accountOf, partitionOf, Policy } from '../iam/policy';
import type { Protection } from '../protection';

export interface AlarmKeyProps extends RegionProps {
  /** What topics name the key by, `alias/…`. */
  readonly alias: string;
  /** A `disposable` key can be restored for 7 days, any other for 30. */
  readonly protection: Protection;
}

/** The key of an alarm topic, which this account's CloudWatch may use. */
export class AlarmKey extends Construct {
  readonly key: KmsKey;

  constructor(scope: Construct, id: string, props: AlarmKeyProps) {
    super(scope, id);
    const { alias, protection } = props;
    // Not SNS's own key: nobody can let CloudWatch use that one, and it drops what it cannot encrypt.
    // https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
    this.key = new KmsKey(this, 'key', {
      ...inRegion(props),
      description: `Encrypts the topic of ${alias}`,
      enableKeyRotation: true,
      deletionWindowInDays: protection === 'protected' ? 30 : 7,
      policy: this.createPolicy().json,
    });
    new KmsAlias(this, 'alias', { ...inRegion(props), name: alias, targetKeyId: this.key.keyId });
  }

  private createPolicy(): Policy {
    const accountId = accountOf(this);
    return new Policy(this, 'policy', [
      {
        // Without it, a key whose users are gone could never be changed or deleted again.
        sid: 'AllowAccountToAdminister',
        principals: [
          { type: 'AWS', identifiers: [`arn:${partitionOf(this)}:iam::${accountId}:root`] },
        ],
        actions: ['kms:*'],
        resources: ['*'],
      },
      {
        sid: 'AllowCloudWatchToEncrypt',
        principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: [{ test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountId] }],
      },
    ]);
  }
}
