import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { TerraformIterator } from 'cdktf';
import { Construct } from 'constructs';

export interface AlarmTopicProps {
  readonly topicName: string;
  /** The key that encrypts it, `alias/…`; CloudWatch has to be able to use it: see AlarmKey. */
  readonly keyAlias: string;
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

/** Where alarms go: encrypted by a key of its own, published to by this account's CloudWatch, over TLS only. */
export class AlarmTopic extends Construct {
  readonly topic: SnsTopic;
  private readonly inRegion: { readonly provider?: AwsProvider };
  private readonly account: DataAwsCallerIdentity;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    this.inRegion = props.provider === undefined ? {} : { provider: props.provider };
    this.account = new DataAwsCallerIdentity(this, 'account', this.inRegion);
    this.topic = this.createTopic(props);
    this.limitPublishers();
    this.subscribe(props.emails ?? []);
  }

  private createTopic(props: AlarmTopicProps): SnsTopic {
    return new SnsTopic(this, 'topic', {
      ...this.inRegion,
      name: props.topicName,
      kmsMasterKeyId: props.keyAlias,
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
