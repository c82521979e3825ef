import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { TerraformIterator } from 'cdktf';
import { Construct } from 'constructs';
import { inRegion, type RegionProps } from '../provider';
import { accountOf, EVERYBODY, Policy } from '../iam/policy';

export interface AlarmTopicProps extends RegionProps {
  readonly topicName: string;
  /** The key that encrypts it, `alias/…`; CloudWatch has to be able to use it: see AlarmKey. */
  readonly keyAlias: string;
  /**
   * Who is told. Each address has to confirm once, by the link in the mail that it gets.
   * @default nobody by e-mail
   */
  readonly emails?: readonly string[];
}

/** Where alarms of its region go: encrypted by a key of its own, published to by this account's CloudWatch, over TLS only. */
export class AlarmTopic extends Construct {
  readonly topic: SnsTopic;
  private readonly inRegion: ReturnType<typeof inRegion>;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    this.inRegion = inRegion(props);
    this.topic = this.createTopic(props);
    this.createTopicPolicy();
    this.createSubscriptions(props.emails ?? []);
  }

  private createTopic(props: AlarmTopicProps): SnsTopic {
    return new SnsTopic(this, 'topic', {
      ...this.inRegion,
      name: props.topicName,
      kmsMasterKeyId: props.keyAlias,
    });
  }

  /** People and roles of this account need no statement here: their own policies decide. */
  private createTopicPolicy(): void {
    const policy = new Policy(this, 'topic-policy-document', [
      {
        sid: 'AllowCloudWatchToPublish',
        principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
        actions: ['sns:Publish'],
        resources: [this.topic.arn],
        conditions: [
          { test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountOf(this)] },
        ],
      },
      {
        sid: 'DenyPlainHttp',
        effect: 'Deny',
        principals: EVERYBODY,
        actions: ['sns:Publish'],
        resources: [this.topic.arn],
        conditions: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      },
    ]);
    new SnsTopicPolicy(this, 'topic-policy', {
      ...this.inRegion,
      arn: this.topic.arn,
      policy: policy.json,
    });
  }

  private createSubscriptions(emails: readonly string[]): void {
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
}
