import { connect } from 'node:net';
import type { RequestListener } from 'node:http';
import { jsonAnswer } from '../../../local/aws/call';
import { startGateway, type Harness, signedAs } from './harness';

/** The origin that every bucket of `startPageGateway` allows. */
export const APP = 'https://app.example';

/** The origin from which every bucket takes forms. */
export const FORMS = 'https://forms.example';

/** What moto answers to GetBucketCors. */
export const RULES = `<CORSConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
<CORSRule><AllowedHeader>Content-*</AllowedHeader><AllowedHeader>x-amz-date</AllowedHeader><AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod><AllowedOrigin>${APP}</AllowedOrigin><AllowedOrigin>http://*.dev.example</AllowedOrigin><ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule>
<CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>http://*.a*.example</AllowedOrigin><AllowedOrigin>http://ab*ba</AllowedOrigin></CORSRule>
<CORSRule><AllowedMethod>HEAD</AllowedMethod><AllowedOrigin>*</AllowedOrigin></CORSRule>
<CORSRule><AllowedMethod>POST</AllowedMethod><AllowedOrigin>${FORMS}</AllowedOrigin></CORSRule>
</CORSConfiguration>`;

export interface PageGateway extends Harness {
  /** What moto was asked, one `METHOD /path` each, but for buckets' CORS rules. */
  readonly reached: string[];
  /** Whose rules moto was asked for: `account/region/bucket`. */
  readonly rulesOf: string[];
}

/**
 * Starts a gateway before a moto in which every name is a bucket with rules, but `closed` has none
 * and `broken` fails, and that has no APIs. moto lets every page read everything, as the real one does unless told.
 */
export async function startPageGateway(): Promise<PageGateway> {
  const reached: string[] = [];
  const rulesOf: string[] = [];
  const moto: RequestListener = ({ method = '', url = '', headers }, response) => {
    const bucket = /^\/([^/]*)\?cors$/.exec(url)?.[1];
    if (bucket === undefined) {
      reached.push(`${method} ${url}`);
      const isApi = url.startsWith('/v2/apis/');
      const cors = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Methods': 'DELETE' };
      response.writeHead(isApi ? 404 : 200, { ...cors, Vary: 'Accept' }).end('from moto');
      return;
    }
    const [, region = ''] =
      /Credential=[^/]+\/\d+\/([^/]+)\/s3\//.exec(headers.authorization ?? '') ?? [];
    rulesOf.push(`${String(headers['x-moto-account-id'])}/${region}/${bucket}`);
    response.writeHead(bucket === 'closed' ? 404 : bucket === 'broken' ? 500 : 200).end(RULES);
  };
  const identity = { id: 'id', dataDirectory: '/clone' };
  const gateway = await startGateway(moto, { local: () => jsonAnswer(200, identity) });
  // Not a copy: some of the gateway's properties change.
  return Object.assign(gateway, { reached, rulesOf });
}

export interface PageAnswer {
  readonly status: number;
  /** By lower-case name; repeated ones hold every value. */
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Sends the request byte for byte, so that nothing is made well-formed on the way. */
export function send(
  gateway: Pick<Harness, 'url'>,
  requestLine: string,
  headers: readonly string[] = [],
): Promise<PageAnswer> {
  const { hostname, port } = new URL(gateway.url);
  const version = requestLine.includes(' HTTP/') ? '' : ' HTTP/1.1';
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname);
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', reject).on('close', () => {
      resolve(parse(text));
    });
    socket.write(
      [`${requestLine}${version}`, 'Connection: close', ...headers, '', ''].join('\r\n'),
    );
  });
}

function parse(text: string): PageAnswer {
  const [head = '', body = ''] = text.split(/\r\n\r\n([^]*)/);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]} and ${value}`;
  }
  const whole = headers['transfer-encoding'] === 'chunked' ? unchunked(body) : body;
  return { status: Number(statusLine.split(' ')[1]), headers, body: whole };
}

/** A body of ASCII in chunks, each behind its length. */
function unchunked(body: string): string {
  const [line = '', rest = ''] = body.split(/\r\n([^]*)/);
  const length = parseInt(line, 16);
  return length > 0 ? rest.slice(0, length) + unchunked(rest.slice(length + 2)) : '';
}

/** A signature's header for that service. */
export const signedFor = (
  service: string,
  account = '123456789012',
  region = 'us-east-1',
): string => `Authorization: ${signedAs(service, account, region)}`;
