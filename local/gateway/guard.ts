import type { IncomingMessage, ServerResponse } from 'node:http';
import { posix } from 'node:path';
import { ruledHeaders, type PageRequest } from './bucket-cors';
import { apiHost, type ApiHost } from './execute-api';
import type { MotoServer } from './moto-api';

/** What a request that is let through may reach. */
export type Admission =
  | { readonly to: 'api'; readonly api: ApiHost }
  /** S3 in moto and nothing else; the answer carries these headers. */
  | { readonly to: 'object'; readonly cors: Readonly<Record<string, string>> }
  | { readonly to: 'everything' };

type Verdict =
  | Admission
  | { readonly to: 'preflight'; readonly cors: Readonly<Record<string, string>> }
  | { readonly to: 'nothing'; readonly reason: string };

/** Host headers of this machine. A web page cannot make a name of its own lead here by one of these. */
const LOCAL_HOST = /^(?:127\.0\.0\.1|\[::1\]|(?:[\w-]+\.)*localhost)(?::\d+)?$/i;

/** Request targets that are a path for every reader: not absolute, not `//host`, nothing taken for a slash. */
const PATH_TARGET = /^\/(?!\/)[^\\]*$/;

const HOSTS =
  'the local AWS answers only 127.0.0.1, localhost, [::1], *.localhost and execute-api hosts';
const PAGES =
  'web pages reach only execute-api hosts and S3 objects of a bucket whose CORS rules allow their origin';

/**
 * HTTP requests that a web page may have caused are answered here: 403 with the reason, or what
 * their bucket's CORS rules say to a preflight. All others are let through.
 */
export async function guard(
  moto: MotoServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Admission | undefined> {
  const verdict = await judge(moto, request);
  if (verdict.to === 'preflight') {
    response.writeHead(200, verdict.cors).end();
    return undefined;
  }
  if (verdict.to !== 'nothing') return verdict;
  // The reason repeats what was sent; no browser may take it for a page.
  const type = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' };
  response.writeHead(403, type).end(`Refused: ${verdict.reason}.\n`);
  return undefined;
}

async function judge(moto: MotoServer, request: IncomingMessage): Promise<Verdict> {
  const { headers, headersDistinct, url = '' } = request;
  const { host: hosts = [] } = headersDistinct;
  if (hosts.length !== 1) {
    return refused(`there is ${hosts.length === 0 ? 'no' : 'more than one'} Host header; ${HOSTS}`);
  }
  const [host = ''] = hosts;
  const api = apiHost(host);
  if (!api && !LOCAL_HOST.test(host)) return refused(`the Host header is "${host}"; ${HOSTS}`);
  if (!PATH_TARGET.test(url)) {
    return refused(`the request target is "${url}"; it must be a path that begins with one slash`);
  }
  if (api) return { to: 'api', api };
  if (isMotoApi(url)) {
    return refused(`the path is "${url}"; moto's own API is not reachable through the local AWS`);
  }
  const { origin, 'sec-fetch-site': site = 'none' } = headers;
  if (origin !== undefined) return judgePage(moto, host, origin, request);
  if (site === 'none' || site === 'same-origin') return { to: 'everything' };
  return refused(`the Sec-Fetch-Site header is "${site}" and there is no Origin header; ${PAGES}`);
}

async function judgePage(
  moto: MotoServer,
  host: string,
  origin: string,
  request: IncomingMessage,
): Promise<Verdict> {
  const bucket = bucketOfObject(host, request);
  if (bucket === undefined) {
    return refused(`the Origin header is "${origin}" and the request is for no object; ${PAGES}`);
  }
  const { method = '', headers } = request;
  if (headers['x-amz-copy-source'] !== undefined) {
    return refused(`a page's request may not copy, since it could read any bucket so; ${PAGES}`);
  }
  const asked = method === 'OPTIONS' ? headers['access-control-request-method'] : undefined;
  const page: PageRequest = {
    origin,
    method: asked ?? method,
    // Only a preflight says which headers will come.
    headers: asked === undefined ? '' : (headers['access-control-request-headers'] ?? ''),
  };
  const cors = await ruledHeaders(moto, bucket, headers, page);
  if (!cors) {
    return refused(
      `no CORS rule of the bucket "${bucket}" allows the origin "${origin}" this ${page.method}; ${PAGES}`,
    );
  }
  return { to: asked === undefined ? 'object' : 'preflight', cors };
}

const refused = (reason: string): Verdict => ({ to: 'nothing', reason });

/** Whether moto, which decodes a path, or the gateway, which resolves dots, takes it for moto's own API. */
function isMotoApi(url: string): boolean {
  const [path = ''] = url.split('?');
  const decoded = path.replace(/%([\da-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
  return [decoded, posix.normalize(decoded)].some((one) => /^\/moto-api/i.test(one));
}

/** Signatures that moto, which reads them less strictly than the gateway, takes for S3's as well. */
const SIGNED_FOR_S3 =
  /^AWS4-HMAC-SHA256 Credential=[^\s,/]+\/\d+\/[^\s,/]+\/s3\/aws4_request(?:,|$)/;

/** Hosts whose buckets stand in the path, and paths with a bucket and the beginning of a key. */
const PATH_STYLE_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;
const BUCKET_AND_KEY = /^\/([a-z\d][a-z\d.-]+)\/[^?#]/;

/** Hosts that name a bucket, and paths with the beginning of a key. */
const BUCKET_HOST = /^([a-z\d][a-z\d-]+)\.localhost(?::\d+)?$/;
const KEY = /^\/[^?#]/;

/** Names that moto does not take for a bucket: another service's in a path, and in a Host header. */
const NOT_A_BUCKET = /^(?:v20180820|latest|www|localhost.*|.*s3-control.*)$/;

/** The bucket of an object that moto, too, sees in the request; undefined for anything else. */
function bucketOfObject(host: string, { headers, url = '' }: IncomingMessage): string | undefined {
  if (headers.authorization !== undefined && !SIGNED_FOR_S3.test(headers.authorization)) {
    return undefined;
  }
  const bucket = PATH_STYLE_HOST.test(host)
    ? BUCKET_AND_KEY.exec(url)?.[1]
    : KEY.test(url)
      ? BUCKET_HOST.exec(host)?.[1]
      : undefined;
  return bucket === undefined || NOT_A_BUCKET.test(bucket) ? undefined : bucket;
}
