import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { TerraformIterator } from 'cdktf';
import { Construct } from 'constructs';
import type { Protection } from './protection';

export interface AlarmTopicProps {
  /** The topic's name, and that of its key's alias. */
  readonly topicName: string;
  /** A `disposable` topic's key can be restored for 7 days, any other for 30. */
  readonly protection: Protection;
  /**
   * Who is told. Each address has to confirm once, by the link in the mail that it gets.
   * @default nobody by e-mail
   */
  readonly emails?: readonly string[];
  /**
   * A provider for the region of the alarms: an alarm only reaches a topic of its own.
   * @default the stack's provider
   */
  readonly provider?: AwsProvider | undefined;
}

/** Where alarms go: encrypted by its own key, published to by this account's CloudWatch, over TLS only. */
export class AlarmTopic extends Construct {
  readonly topic: SnsTopic;
  readonly key: KmsKey;
  private readonly inRegion: { readonly provider?: AwsProvider };
  private readonly account: DataAwsCallerIdentity;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    this.inRegion = props.provider === undefined ? {} : { provider: props.provider };
    this.account = new DataAwsCallerIdentity(this, 'account', this.inRegion);
    this.key = this.createKey(props);
    this.topic = this.createTopic(props);
    this.limitPublishers();
    this.subscribe(props.emails ?? []);
  }

  private createKey(props: AlarmTopicProps): KmsKey {
    // Not SNS's own key: nobody can let CloudWatch use that one, and it drops what it cannot encrypt.
    // https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
    const key = new KmsKey(this, 'key', {
      ...this.inRegion,
      description: `Encrypts the topic ${props.topicName}`,
      enableKeyRotation: true,
      deletionWindowInDays: props.protection === 'protected' ? 30 : 7,
      policy: this.keyPolicy().json,
    });
    new KmsAlias(this, 'alias', {
      ...this.inRegion,
      name: `alias/${props.topicName}`,
      targetKeyId: key.keyId,
    });
    return key;
  }

  private keyPolicy(): DataAwsIamPolicyDocument {
    const partition = new DataAwsPartition(this, 'partition', this.inRegion);
    const root = `arn:${partition.partition}:iam::${this.account.accountId}:root`;
    return new DataAwsIamPolicyDocument(this, 'key-policy', {
      ...this.inRegion,
      statement: [
        {
          // Without it, a key whose users are gone could never be changed or deleted again.
          sid: 'AllowAccountToAdminister',
          principals: [{ type: 'AWS', identifiers: [root] }],
          actions: ['kms:*'],
          resources: ['*'],
        },
        {
          sid: 'AllowCloudWatchToEncrypt',
          principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
          actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          resources: ['*'],
          condition: [this.fromThisAccount()],
        },
      ],
    });
  }

  private createTopic(props: AlarmTopicProps): SnsTopic {
    return new SnsTopic(this, 'topic', {
      ...this.inRegion,
      name: props.topicName,
      kmsMasterKeyId: this.key.arn,
    });
  }

  /** People and roles of this account need no statement here: their own policies decide. */
  private limitPublishers(): void {
    const document = new DataAwsIamPolicyDocument(this, 'topic-policy-document', {
      ...this.inRegion,
      statement: [
        {
          sid: 'AllowCloudWatchToPublish',
          principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
          actions: ['sns:Publish'],
          resources: [this.topic.arn],
          condition: [this.fromThisAccount()],
        },
        {
          sid: 'DenyPlainHttp',
          effect: 'Deny',
          principals: [{ type: '*', identifiers: ['*'] }],
          actions: ['sns:Publish'],
          resources: [this.topic.arn],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        },
      ],
    });
    new SnsTopicPolicy(this, 'topic-policy', {
      ...this.inRegion,
      arn: this.topic.arn,
      policy: document.json,
    });
  }

  private subscribe(emails: readonly string[]): void {
    if (emails.length === 0) return;
    // Keyed by address, not by position: taking one away must not make the others confirm again.
    const addresses = TerraformIterator.fromList([...emails]);
    new SnsTopicSubscription(this, 'email', {
      ...this.inRegion,
      forEach: addresses,
      topicArn: this.topic.arn,
      protocol: 'email',
      endpoint: addresses.value as string,
    });
  }

  private fromThisAccount(): { test: string; variable: string; values: string[] } {
    return {
      test: 'StringEquals',
      variable: 'aws:SourceAccount',
      values: [this.account.accountId],
    };
  }
}
