import type { IncomingMessage, RequestListener } from 'node:http';

/** A topic, its key and the key's policy as the fake moto has them. */
export interface FakeAws {
  /** By name: what `DescribeAlarms` answers. */
  readonly alarms: Record<string, Record<string, unknown>>;
  readonly topic: { policy: string; key: string };
  readonly key: { policy: string; state: string };
  /** What was published, newest last. */
  readonly published: { subject: string; message: unknown; account: string; region: string }[];
}

export const ACCOUNT = '111122223333';
export const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:alarms`;
export const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/one`;

/** An alarm as moto answers; the name is the only thing that differs. */
export const alarmNamed = (name: string, changes: Record<string, unknown> = {}): object => ({
  AlarmName: name,
  AlarmArn: `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:${name}`,
  AlarmDescription: 'What to do',
  AlarmConfigurationUpdatedTimestamp: 1_800_000_000.5,
  ActionsEnabled: true,
  OKActions: [TOPIC],
  AlarmActions: [TOPIC],
  InsufficientDataActions: [],
  StateValue: 'OK',
  StateReason: 'Unchecked: Initial alarm creation',
  StateReasonData: '{}',
  StateUpdatedTimestamp: 1_800_000_000.5,
  MetricName: 'Errors',
  Namespace: 'AWS/Lambda',
  Statistic: 'Sum',
  Dimensions: [{ Name: 'FunctionName', Value: 'f' }],
  Period: 300,
  EvaluationPeriods: 1,
  Threshold: 1.5,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
  Metrics: [],
  ...changes,
});

/** A policy of that one statement, for anything. */
export const allowing = (
  action: string | string[],
  Principal: unknown = { Service: 'cloudwatch.amazonaws.com' },
  Condition = {},
): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: action, Resource: '*', Condition }],
  });

/** An empty account whose topic everyone may publish to, without encryption. */
export const fakeAws = (): FakeAws => ({
  alarms: {},
  topic: { policy: allowing('SNS:Publish'), key: '' },
  key: { policy: '{}', state: 'Enabled' },
  published: [],
});

/** moto's CloudWatch, SNS and KMS, as far as the gateway uses them. */
export const motoOf =
  (aws: () => FakeAws): RequestListener =>
  (request, response) => {
    void textOf(request).then((text) => {
      const target = String(request.headers['x-amz-target'] ?? '');
      const [, operation] = target.split('.');
      const isJson = operation !== undefined;
      const input = isJson ? (JSON.parse(text) as Input) : formOf(text);
      const answer = answerTo(aws(), operation ?? String(input.Action), input, request);
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'text/plain' });
      const body = answer ?? { __type: `${target}#ResourceNotFound`, message: 'no alarm' };
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  };

type Input = Record<string, unknown>;

function answerTo(
  aws: FakeAws,
  operation: string,
  input: Input,
  request: IncomingMessage,
): object | string | undefined {
  const name = String(input.AlarmName);
  switch (operation) {
    case 'DescribeAlarms': {
      const names = input.AlarmNames as string[] | undefined;
      const all = Object.values(aws.alarms);
      return { MetricAlarms: names ? all.filter((alarm) => names.includes(nameOf(alarm))) : all };
    }
    case 'SetAlarmState':
      if (!aws.alarms[name]) return undefined;
      aws.alarms[name] = { ...aws.alarms[name], ...input };
      return {};
    case 'PutMetricAlarm':
      aws.alarms[name] = { ...(alarmNamed(name) as Input), ...input };
      return {};
    case 'DeleteAlarms':
      for (const each of input.AlarmNames as string[]) Reflect.deleteProperty(aws.alarms, each);
      return {};
    case 'GetTopicAttributes':
      return attributesXml({ Policy: aws.topic.policy, KmsMasterKeyId: aws.topic.key });
    case 'Publish':
      aws.published.push({
        subject: String(input.Subject),
        message: JSON.parse(String(input.Message)),
        account: String(request.headers['x-moto-account-id']),
        region: /\/([\w-]+)\/sns\//.exec(request.headers.authorization ?? '')?.[1] ?? '',
      });
      return '<PublishResponse/>';
    case 'DescribeKey':
      return { KeyMetadata: { Arn: KEY, KeyId: 'one', KeyState: aws.key.state } };
    case 'GetKeyPolicy':
      return { Policy: aws.key.policy };
    default:
      return undefined;
  }
}

const nameOf = (alarm: Input): string => String(alarm.AlarmName);

function attributesXml(attributes: Record<string, string>): string {
  const entries = Object.entries(attributes).map(
    ([key, value]) =>
      `<entry><key>${key}</key><value>${value.replaceAll('"', '&quot;')}</value></entry>`,
  );
  return `<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes>${entries.join('')}</Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>`;
}

/** Alarm operations come as forms from the provider; only texts matter here. */
const formOf = (text: string): Input => Object.fromEntries(new URLSearchParams(text));

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
