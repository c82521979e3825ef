import { scopeOfArn, type Scope } from '../aws-request';
import type { JsonService, Moto, QueryService } from '../moto';

const SQS: JsonService = { service: 'sqs', targetPrefix: 'AmazonSQS', version: '1.0' };
const SNS: QueryService = { service: 'sns', version: '2010-03-31' };

/** Attributes of a message: a number or a text by name. */
export type Attributes = Readonly<Record<string, string | number>>;

/**
 * Sends what became of an event to a queue or topic.
 * @throws Error for any other kind of destination, or when it is not there.
 */
export async function sendTo(
  moto: Moto,
  scope: Scope,
  { arn, message, attributes = {} }: { arn: string; message: string; attributes?: Attributes },
): Promise<void> {
  const place = scopeOfArn(scope, arn);
  const typed = Object.entries(attributes).map(([name, value]) => ({
    name,
    DataType: typeof value === 'number' ? 'Number' : 'String',
    StringValue: String(value),
  }));
  const [, , service] = arn.split(':');
  if (service === 'sqs') {
    const MessageAttributes = Object.fromEntries(
      typed.map(({ name, ...attribute }) => [name, attribute]),
    );
    const QueueName = arn.split(':').at(-1);
    const { QueueUrl } = (await moto.json(place, SQS, 'GetQueueUrl', { QueueName })) as {
      readonly QueueUrl: string;
    };
    const sent = { QueueUrl, MessageBody: message, MessageAttributes };
    await moto.json(place, SQS, 'SendMessage', sent);
    return;
  }
  if (service !== 'sns') throw new Error(`the local AWS sends nothing to ${arn}`);
  const entries = typed.flatMap(({ name, DataType, StringValue }, index) => {
    const entry = `MessageAttributes.entry.${index + 1}`;
    return [
      [`${entry}.Name`, name],
      [`${entry}.Value.DataType`, DataType],
      [`${entry}.Value.StringValue`, StringValue],
    ];
  });
  await moto.query(place, SNS, 'Publish', {
    TopicArn: arn,
    Message: message,
    ...(Object.fromEntries(entries) as Record<string, string>),
  });
}
