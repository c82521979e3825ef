import { scopeOfArn, type Scope } from '../aws-request';
import type { Moto } from '../moto';

/** Attributes of a message: a number or a text by name. */
export type Attributes = Readonly<Record<string, string | number>>;

/**
 * Sends what became of an event to a queue.
 * @throws Error for any other kind of destination, or when it is not there.
 */
export async function sendTo(
  moto: Moto,
  scope: Scope,
  { arn, message, attributes = {} }: { arn: string; message: string; attributes?: Attributes },
): Promise<void> {
  const place = scopeOfArn(scope, arn);
  const [, , service] = arn.split(':');
  if (service !== 'sqs') throw new Error(`the local AWS sends nothing to ${arn}`);
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: String(value) },
    ]),
  );
  const QueueName = arn.split(':').at(-1);
  const { QueueUrl } = (await moto.json(place, 'sqs', 'GetQueueUrl', { QueueName })) as {
    readonly QueueUrl: string;
  };
  await moto.json(place, 'sqs', 'SendMessage', {
    ...{ QueueUrl, MessageBody: message, MessageAttributes },
  });
}
