import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { awsRequest, type AwsRequest } from './aws-request';
import { AwsError } from './errors';

/** What the Host header of a request to an API says. */
export interface ApiHost {
  readonly apiId: string;
  /** Absent in `<api>.execute-api.localhost`, which works in any tool. */
  readonly region: string | undefined;
}

/** What a request that is let through may reach. */
export type Admission =
  | { readonly to: 'api'; readonly api: ApiHost }
  /** The distribution that has this as its domain's first label, or as an alias. */
  | { readonly to: 'distribution'; readonly name: string }
  /** S3 in moto and nothing else; the answer carries these headers. */
  | { readonly to: 'object'; readonly cors: Readonly<Record<string, string>> }
  | { readonly to: 'everything' };

/** A request as the routes see it. */
export interface Call {
  readonly method: string;
  /** The request target as it came. */
  readonly target: string;
  /** The target, read; its host means nothing. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** The request itself, for streaming. */
  readonly request: IncomingMessage;
  /** Aborted once nobody waits for the answer. */
  readonly gone: AbortSignal;
  readonly signed: AwsRequest | undefined;
  /** The service that the call is signed for; empty when it is not signed. */
  readonly service: string;
  /** Whether the body is a form, as in AWS query. */
  readonly isForm: boolean;
  /** Whether the body came in gzip, which `body()` undoes. An S3 object that is in gzip stays so. */
  readonly isCompressed: boolean;
  /** The whole body, read once. */
  readonly body: () => Promise<Buffer>;
  /** Whether `body()` was called: then there is nothing left to stream. */
  readonly wasRead: () => boolean;
  /** The operation's name in AWS JSON, AWS query and CBOR; REST protocols do not say it. */
  readonly operation: () => Promise<string | undefined>;
  /** What the guard lets the call reach. */
  admitted?: Admission;
  /** What is to happen once the call has had its effect. */
  beforeAnswer?: () => Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | Readable;
}

/** A status, and what is answered as JSON. */
export const jsonAnswer = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** The whole body of an answer, which cannot be streamed any more. */
export const bodyOf = async ({ body = '' }: Answer): Promise<Buffer> =>
  body instanceof Readable ? buffer(body) : Buffer.from(body);

/** The answer with that body in the place of its own. */
export const withBody = (answer: Answer, body: string): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'content-length': String(Buffer.byteLength(body)) },
  body,
});

/** moto's answer in REST in JSON; the SDK tells errors apart by the header `x-amzn-errortype`. */
export async function passed(answer: Response): Promise<Answer> {
  const type = answer.headers.get('x-amzn-errortype');
  return {
    status: answer.status,
    headers: { 'content-type': 'application/json', ...(type && { 'x-amzn-errortype': type }) },
    body: await answer.text(),
  };
}

/** One kind of call and its answer; undefined leaves the call to the routes behind it. */
export type Route = (call: Call) => Promise<Answer | undefined> | Answer | undefined;

/** Percent-encoded text; what is no encoding of UTF-8 stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The call that a request makes; nothing of its body is read yet. */
export function callOf(request: IncomingMessage, response: ServerResponse): Call {
  const { method = 'GET', url: target = '/', headers } = request;
  const url = new URL(target.startsWith('/') ? `http://local${target}` : 'http://local/');
  const signed = awsRequest(request);
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
  const isCompressed =
    signed !== undefined && signed.service !== 's3' && headers['content-encoding'] === 'gzip';
  let whole: Promise<Buffer> | undefined;
  const body = (): Promise<Buffer> => (whole ??= readBody(request, isCompressed));
  const service = signed?.service ?? '';
  return {
    ...{ method, target, url, headers, request, gone: gone.signal },
    ...{ signed, service, isForm, isCompressed, body },
    wasRead: () => whole !== undefined,
    operation: async () => {
      const [, json] = String(headers['x-amz-target'] ?? '').split('.');
      const [, named] = /^\/service\/\w+\/operation\/(\w+)$/.exec(url.pathname) ?? [];
      const known = json ?? named ?? url.searchParams.get('Action') ?? undefined;
      if (known !== undefined || !isForm || service === '' || service === 's3') return known;
      return new URLSearchParams((await body()).toString('utf8')).get('Action') ?? undefined;
    },
  };
}

async function readBody(request: IncomingMessage, isCompressed: boolean): Promise<Buffer> {
  const body = await buffer(request);
  if (!isCompressed) return body;
  return promisify(gunzip)(body).catch(() => {
    throw new AwsError('SerializationException', 400, 'The body is not in gzip, as it says.');
  });
}

/** Sends an answer; one that breaks off in the middle is cut off, not completed. */
export function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.writeHead(status);
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    response.end(body);
  } else {
    pipeline(body, response, () => undefined);
  }
}
