import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { InvokeCommand, LambdaClient, type InvokeCommandInput } from '@aws-sdk/client-lambda';
import { beforeEach } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import type { MetricValue } from '../../../local/aws/record-metric';
import { settingsFor, startGateway, untilTheEnd, type Harness, signedAs } from './harness';

export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:hello';

/** What was sent to moto's JSON and query services. */
export interface Sent {
  /** The operation, e.g. `PutLogEvents`. */
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** What Invoke answers, its payload and log read. */
export interface Invoked {
  readonly status: number | undefined;
  readonly error: string | undefined;
  readonly payload: unknown;
  readonly log: string | undefined;
}

/** The files of a handler with that body, in an ES module. */
export const handlerOf = (body: string): Record<string, string> => ({
  'src/index.mjs': `export const handler = async (event, context) => { ${body} };`,
});

/** The function of those files as AWS describes it, and its code as it is sent. */
export function deploymentOf(files: Record<string, string>, changes: Record<string, unknown>) {
  const entries = Object.entries(files).map(([name, source]) => [name, strToU8(source)]);
  const zip = zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>);
  const configuration = {
    FunctionName: 'hello',
    FunctionArn: FUNCTION_ARN,
    Runtime: 'nodejs22.x',
    Handler: 'src/index.handler',
    Timeout: 10,
    MemorySize: 128,
    Version: '$LATEST',
    CodeSha256: createHash('sha256').update(zip).digest('base64'),
    ...changes,
  };
  return { configuration, ZipFile: Buffer.from(zip).toString('base64') };
}

/** What the tests of functions work with: a gateway before a moto that has one function. */
export class LambdaSuite {
  /** moto's answers by path; what is not there is not found. */
  answers: Record<string, unknown> = {};
  /** The errors of moto's operations, by the operation's name; each is answered once. */
  errors: Record<string, string[]> = {};
  sent: Sent[] = [];
  metrics: MetricValue[] = [];
  private running: { readonly gateway: Harness; readonly client: LambdaClient } | undefined;

  constructor() {
    beforeEach(async () => {
      this.answers = {};
      this.errors = {};
      this.sent = [];
      this.metrics = [];
      const gateway = await startGateway(
        (request, response) => {
          void text(request).then((body) => {
            const answer = this.answerTo(request, body);
            const error = this.errors[this.sent.at(-1)?.operation ?? '']?.shift();
            const status = answer === undefined ? 404 : 200;
            response.writeHead(error === undefined ? status : 400, {
              'content-type': 'application/json',
            });
            if (error !== undefined) response.end(JSON.stringify({ __type: error }));
            else response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}));
          });
        },
        {
          recordMetric: (_scope, metric) => {
            this.metrics.push(metric);
          },
        },
      );
      const client = untilTheEnd(new LambdaClient(settingsFor(gateway, '123456789012')));
      this.running = { gateway, client };
    });
  }

  get gateway(): Harness {
    return this.started.gateway;
  }

  get client(): LambdaClient {
    return this.started.client;
  }

  /** The function's log, event by event. */
  get log(): readonly string[] {
    return this.inputsOf('PutLogEvents').flatMap(({ logEvents }) =>
      (logEvents as { readonly message: string }[]).map(({ message }) => message),
    );
  }

  /** The values of a metric, in order. */
  values(metricName: string): readonly number[] {
    return this.metrics.filter((each) => each.metricName === metricName).map(({ value }) => value);
  }

  /** What moto was sent by calls of that operation. */
  inputsOf(operation: string): readonly Sent['input'][] {
    return this.sent.filter((each) => each.operation === operation).map(({ input }) => input);
  }

  /** Deploys a handler with that body. */
  deploy(body: string, changes: Record<string, unknown> = {}): Promise<void> {
    return this.deployFiles(handlerOf(body), changes);
  }

  /** Deploys files; `changes` are of the function's configuration, as it is sent and as moto has it. */
  async deployFiles(
    files: Record<string, string>,
    changes: Record<string, unknown> = {},
  ): Promise<void> {
    const { configuration, ZipFile } = deploymentOf(files, changes);
    this.answers['/2015-03-31/functions'] = configuration;
    this.answers['/2015-03-31/functions/hello'] = { Configuration: configuration };
    await this.ask('POST', '/2015-03-31/functions', { ...configuration, Code: { ZipFile } });
  }

  /** A request to Lambda that no SDK command makes so. */
  async ask(method: string, path: string, sent?: object): Promise<Record<string, unknown>> {
    const answer = await fetch(this.gateway.url + path, {
      method,
      headers: { authorization: signedAs('lambda', '123456789012') },
      ...(sent && { body: JSON.stringify(sent) }),
    });
    return (await answer.json()) as Record<string, unknown>;
  }

  async invoke(event: unknown = {}, options: Partial<InvokeCommandInput> = {}): Promise<Invoked> {
    const answer = await this.client.send(
      new InvokeCommand({
        FunctionName: 'hello',
        Payload: Buffer.from(JSON.stringify(event)),
        LogType: 'Tail',
        ...options,
      }),
    );
    const payload = Buffer.from(answer.Payload ?? []).toString('utf8');
    return {
      status: answer.StatusCode,
      error: answer.FunctionError,
      payload: payload === '' ? undefined : JSON.parse(payload),
      log: answer.LogResult && Buffer.from(answer.LogResult, 'base64').toString('utf8'),
    };
  }

  private get started() {
    if (this.running === undefined) throw new Error('the suite has not started');
    return this.running;
  }

  private answerTo({ method, url = '', headers }: IncomingMessage, body: string): unknown {
    const json = String(headers['x-amz-target'] ?? '').split('.')[1];
    if (json !== undefined) {
      this.sent.push({ operation: json, input: JSON.parse(body) as Sent['input'] });
      return this.answers[json] ?? {};
    }
    if (url === '/') {
      const input = Object.fromEntries(new URLSearchParams(body));
      this.sent.push({ operation: input.Action ?? '', input });
      return this.answers[input.Action ?? ''] ?? '<Done/>';
    }
    if (method !== 'GET') this.sent.push({ operation: `${method} ${url}`, input: parsed(body) });
    return this.answers[url];
  }
}

function parsed(body: string): Sent['input'] {
  try {
    return JSON.parse(body) as Sent['input'];
  } catch {
    return {};
  }
}

/** Waits until something that happens behind an answer has happened. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
