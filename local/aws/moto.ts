import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { ACCOUNT_HEADER, namesAccount, scopeHeaders, type Scope } from './aws-request';
import type { Answer, Call } from './call';
import { errorAnswer } from './error-answer';
import { AwsError } from './errors';
import { reasonOf } from './reason';
import { xmlReader } from './xml';

/** moto's server, which answers nobody without its token. */
export interface MotoServer {
  /** Where it listens, e.g. `http://127.0.0.1:5000`. */
  readonly url: string;
  readonly token: string;
}

/** The header that lets a request into moto. */
const tokenHeader = ({ token }: MotoServer): Record<string, string> => ({
  'x-local-aws-moto-token': token,
});

/** Has the program that started moto do something with it. */
export const askLauncher = (moto: MotoServer, command: string): Promise<Response> =>
  fetch(`${moto.url}/_launcher/${command}`, { method: 'POST', headers: tokenHeader(moto) });

/** moto reads every one of its services when it first lists what has tags. */
const TIMEOUT_MS = 60_000;

/** A request of the gateway's own. */
interface Asked {
  /** The service's name in signatures. */
  readonly service: string;
  readonly path: string;
  /** @default GET */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What of a call is to reach moto otherwise than it came. */
interface Given {
  readonly method?: string;
  readonly target?: string;
  /** By lower-case name; undefined takes a header away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Uint8Array;
}

/** Services whose protocol is AWS JSON, by their names in signatures: its version, and the prefix of operations. */
const JSON_SERVICES = {
  acm: { version: '1.1', prefix: 'CertificateManager' },
  dynamodb: { version: '1.0', prefix: 'DynamoDB_20120810' },
  kms: { version: '1.1', prefix: 'TrentService' },
  logs: { version: '1.1', prefix: 'Logs_20140328' },
  monitoring: { version: '1.0', prefix: 'GraniteServiceVersion20100801' },
  sqs: { version: '1.0', prefix: 'AmazonSQS' },
  tagging: { version: '1.1', prefix: 'ResourceGroupsTaggingAPI_20170126' },
  wafv2: { version: '1.1', prefix: 'AWSWAF_20190729' },
} as const;

/** The versions of services whose protocol is AWS query. */
const QUERY_VERSIONS = {
  ec2: '2016-11-15',
  iam: '2010-05-08',
  sns: '2010-03-31',
  sts: '2011-06-15',
} as const;

/** AWS query's lists, whatever their length. */
const parser = xmlReader({ isArray: (name) => /^(?:item|member|entry)$/.test(name) });

/** Every way to moto: calls that are passed on, and questions of the gateway's own. */
export class Moto {
  constructor(private readonly server: MotoServer) {}

  /** moto's answer to the call. Both bodies are streamed, unless one is given or was read already. */
  async pass(call: Call, given: Given = {}): Promise<Answer> {
    const { request, signed, isCompressed } = call;
    const isWhole = given.body !== undefined || isCompressed || call.wasRead();
    const body = given.body ?? (isWhole ? await call.body() : undefined);
    const headers = endToEnd(request);
    if (isCompressed) delete headers['content-encoding'];
    if (signed && namesAccount(signed.accessKeyId)) headers[ACCOUNT_HEADER] = signed.accountId;
    for (const [name, value] of Object.entries(given.headers ?? {})) {
      if (value === undefined) Reflect.deleteProperty(headers, name);
      else headers[name] = value;
    }
    const { hostname, port } = new URL(this.server.url);
    const upstream = httpRequest({
      ...{ hostname, port, signal: call.gone },
      ...{ method: given.method ?? call.method, path: given.target ?? call.target },
      headers: {
        ...headers,
        ...tokenHeader(this.server),
        ...framing(request, body),
        connection: 'close',
      },
      // moto closes each connection itself.
      agent: false,
    });
    // Not pipeline: the answer may come, and be finished, before the whole request was read.
    if (body === undefined) request.pipe(upstream);
    else upstream.end(body);
    try {
      const [answer] = (await once(upstream, 'response')) as [IncomingMessage];
      upstream.on('error', () => undefined);
      const { statusCode: status = 502 } = answer;
      const headers = answerHeaders(answer);
      if (!mayBePage(answer) || !signed) return { status, headers, body: answer };
      const text = await buffer(answer);
      const isPage = /^\s*<(?:!doctype|html)/i.test(text.toString('utf8'));
      return isPage ? errorAnswer(call, failureOf(call, status)) : { status, headers, body: text };
    } catch (error) {
      const line = `moto at ${this.server.url} does not answer: ${reasonOf(error)}\n`;
      return { status: 502, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: line };
    }
  }

  /** Has moto let every request wait for so long. */
  async stall(seconds: number): Promise<void> {
    await askLauncher(this.server, `stall?${seconds}`);
  }

  /** moto's answer to a question, whatever it is. */
  ask(scope: Scope, { service, path, method, headers, body }: Asked): Promise<Response> {
    return fetch(this.server.url + path, {
      method: method ?? 'GET',
      headers: { ...scopeHeaders({ ...scope, service }), ...headers, ...tokenHeader(this.server) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body !== undefined && { body }),
    });
  }

  /**
   * The JSON at a path of a REST service; undefined where moto has nothing.
   * @throws Error when moto refuses otherwise.
   */
  async read(scope: Scope, service: string, path: string): Promise<unknown> {
    const answer = await this.ask(scope, { service, path });
    const body = await answer.text();
    if (answer.ok) return JSON.parse(body);
    if (answer.status === 404) return undefined;
    throw new Error(`moto answers ${answer.status} to GET ${path}`);
  }

  /**
   * The output of an operation in AWS JSON, which may be nothing.
   * @throws AwsError when moto refuses it.
   */
  async json(
    scope: Scope,
    service: keyof typeof JSON_SERVICES,
    operation: string,
    input: unknown,
  ): Promise<unknown> {
    const { version, prefix } = JSON_SERVICES[service];
    const headers = {
      'content-type': `application/x-amz-json-${version}`,
      'x-amz-target': `${prefix}.${operation}`,
    };
    const body = await this.post(scope, service, operation, headers, JSON.stringify(input));
    return body === '' ? {} : (JSON.parse(body) as unknown);
  }

  /**
   * The parsed answer of an operation in AWS query.
   * @throws AwsError when moto refuses it.
   */
  async query(
    scope: Scope,
    service: keyof typeof QUERY_VERSIONS,
    operation: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<unknown> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const sent = { Action: operation, Version: QUERY_VERSIONS[service], ...parameters };
    const form = new URLSearchParams(sent);
    return parser.parse(await this.post(scope, service, operation, headers, form.toString()));
  }

  private async post(
    scope: Scope,
    service: string,
    operation: string,
    headers: Readonly<Record<string, string>>,
    sent: string,
  ): Promise<string> {
    const asked = { service, method: 'POST', path: '/', headers, body: sent };
    const answer = await this.ask(scope, asked);
    const body = await answer.text();
    if (answer.ok) return body;
    const [, code = 'InternalFailure'] =
      /"__type":\s*"(?:[^"]*#)?([^"]+)"|<Code>(.*?)<\/Code>/s.exec(body)?.filter(Boolean) ?? [];
    const [, json, xml] =
      /"message":\s*("(?:[^"\\]|\\.)*")|<Message>(.*?)<\/Message>/is.exec(body) ?? [];
    const message = json === undefined ? xml : (JSON.parse(json) as string);
    const unsaid = `moto answers ${answer.status} to ${operation}`;
    throw new AwsError(code, answer.status, message ?? unsaid);
  }
}

/** Whether moto may have failed, or know no such path. No service of AWS answers that with a page. */
function mayBePage({ statusCode = 502, headers }: IncomingMessage): boolean {
  return statusCode >= 400 && (headers['content-type'] ?? '').startsWith('text/html');
}

function failureOf({ method, url, service, headers }: Call, status: number): AwsError {
  const what = [service, headers['x-amz-target'] ?? `${method} ${url.pathname}`].join(' ');
  return status < 500
    ? new AwsError('UnknownOperationException', status, `The local AWS has no ${what}.`)
    : new AwsError('InternalFailure', status, `moto failed at ${what}.`);
}

/** Headers of one connection, which must not travel to the next; Node has already answered `expect`. */
const OF_CONNECTION =
  /^(?:connection|keep-alive|proxy-(?:authenticate|authorization|connection)|te|trailer|transfer-encoding|upgrade|expect)$/;

/** The headers of a request or answer that are not of its connection. */
export function endToEnd({
  headers,
  headersDistinct,
}: IncomingMessage): Record<string, string | string[]> {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const kept: Record<string, string | string[]> = {};
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    const [first = ''] = values;
    if (!OF_CONNECTION.test(name) && !named.includes(name))
      kept[name] = values.length > 1 ? values : first;
  }
  return kept;
}

/** How moto is told where the body ends. */
function framing(
  { headers }: IncomingMessage,
  body: string | Uint8Array | undefined,
): Record<string, string> {
  if (body !== undefined) return { 'content-length': String(Buffer.byteLength(body)) };
  if (headers['transfer-encoding'] !== undefined) return { 'transfer-encoding': 'chunked' };
  return headers['content-length'] === undefined ? { 'content-length': '0' } : {};
}

/** moto's headers but for CORS, which the guard decides, and the date, which is the gateway's. */
function answerHeaders(answer: IncomingMessage): Record<string, string | string[]> {
  const own = Object.entries(endToEnd(answer));
  return Object.fromEntries(own.filter(([name]) => !/^(?:access-control-.+|date)$/.test(name)));
}
