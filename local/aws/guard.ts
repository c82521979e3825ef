import { posix } from 'node:path';
import { ruledHeaders, type PageRequest } from './bucket-cors';
import type { Admission, Call, Route } from './call';
import { distributionName } from './distribution/serve-distribution';
import { apiHost } from './execute-api';
import type { Moto } from './moto';
import { isMultipart } from './s3/post-form';

type Verdict =
  | Admission
  | { readonly to: 'preflight'; readonly cors: Readonly<Record<string, string>> }
  | { readonly to: 'nothing'; readonly reason: string };

/** Host headers of this machine. A web page cannot make a name of its own lead here by one of these. */
const LOCAL_HOST = /^(?:127\.0\.0\.1|\[::1\]|(?:[\w-]+\.)*localhost)(?::\d+)?$/i;

/** Request targets that are a path for every reader: not absolute, not `//host`, nothing taken for a slash. */
const PATH_TARGET = /^\/(?!\/)[^\\]*$/;

/** The same for an API or a distribution, whose paths may begin with empty segments: `//` alone names no host. */
const API_TARGET = /^\/(?!\/[^/?#])[^\\]*$/;

const HOSTS =
  'the local AWS answers only 127.0.0.1, localhost, [::1], *.localhost, execute-api and cloudfront hosts';
const PAGES =
  'web pages reach only execute-api and cloudfront hosts, and S3 objects of a bucket whose CORS rules allow their origin';

/**
 * HTTP requests that a web page may have caused are answered here: 403 with the reason, or what
 * their bucket's CORS rules say to a preflight. All others are let through, to what they may reach.
 */
export const guard =
  (moto: Moto): Route =>
  async (call) => {
    const verdict = await judge(moto, call);
    if (verdict.to === 'preflight') return { status: 200, headers: verdict.cors };
    if (verdict.to === 'nothing') {
      return {
        status: 403,
        headers: {
          'content-type': 'text/plain; charset=utf-8',
          // The reason repeats what was sent; no browser may take it for a page.
          'x-content-type-options': 'nosniff',
        },
        body: `Refused: ${verdict.reason}.\n`,
      };
    }
    call.admitted = verdict;
    return undefined;
  };

async function judge(moto: Moto, call: Call): Promise<Verdict> {
  const { headers, request, target } = call;
  const { host: hosts = [] } = request.headersDistinct;
  if (hosts.length !== 1) {
    return refused(`there is ${hosts.length === 0 ? 'no' : 'more than one'} Host header; ${HOSTS}`);
  }
  const [host = ''] = hosts;
  // No page can make a name of its own lead here by these two, whose names end in AWS's or `.localhost`.
  const api = apiHost(host);
  const name = distributionName(host);
  const isPublic = api !== undefined || name !== undefined;
  if (!isPublic && !LOCAL_HOST.test(host)) return refused(`the Host header is "${host}"; ${HOSTS}`);
  if (!(isPublic ? API_TARGET : PATH_TARGET).test(target)) {
    return refused(
      `the request target is "${target}"; it must be a path that begins with one slash`,
    );
  }
  if (api) return { to: 'api', api };
  if (name !== undefined) return { to: 'distribution', name };
  if (isMotoApi(target)) {
    return refused(
      `the path is "${target}"; moto's own API is not reachable through the local AWS`,
    );
  }
  const { origin, 'sec-fetch-site': site = 'none' } = headers;
  if (origin !== undefined) return judgePage(moto, host, origin, call);
  if (site === 'none' || site === 'same-origin') return { to: 'everything' };
  return refused(`the Sec-Fetch-Site header is "${site}" and there is no Origin header; ${PAGES}`);
}

async function judgePage(moto: Moto, host: string, origin: string, call: Call): Promise<Verdict> {
  const bucket = bucketOfObject(host, call) ?? bucketOfForm(host, call);
  if (bucket === undefined) {
    return refused(`the Origin header is "${origin}" and the request is for no object; ${PAGES}`);
  }
  const { method, headers } = call;
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
  const cors = await ruledHeaders(moto, bucket, call.signed, page);
  if (!cors) {
    return refused(
      `no CORS rule of the bucket "${bucket}" allows the origin "${origin}" this ${page.method}; ${PAGES}`,
    );
  }
  return { to: asked === undefined ? 'object' : 'preflight', cors };
}

const refused = (reason: string): Verdict => ({ to: 'nothing', reason });

/** Whether moto, which decodes a path, or the gateway, which resolves dots, takes it for moto's own API. */
function isMotoApi(target: string): boolean {
  const [path = ''] = target.split('?');
  const decoded = path.replace(/%([\da-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
  return [decoded, posix.normalize(decoded)].some((one) => /^\/moto-api/i.test(one));
}

/** Signatures that moto, which reads them less strictly than the gateway, takes for S3's as well. */
const SIGNED_FOR_S3 =
  /^AWS4-HMAC-SHA256 Credential=[^\s,/]+\/\d+\/[^\s,/]+\/s3\/aws4_request(?:,|$)/;

/** Hosts whose buckets stand in the path, and those that name one. */
const PATH_STYLE_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;
const BUCKET_HOST = /^([a-z\d][a-z\d-]+)\.localhost(?::\d+)?$/;

/** Targets with a bucket, if the host names none, and the beginning of a key or nothing else. */
const OBJECT = { inPath: /^\/([a-z\d][a-z\d.-]+)\/[^?#]/, inHost: /^\/[^?#]/ };
const BUCKET = { inPath: /^\/([a-z\d][a-z\d.-]+)\/?$/, inHost: /^\/$/ };

/** Names that moto does not take for a bucket: another service's in a path, and in a Host header. */
const NOT_A_BUCKET = /^(?:v20180820|latest|www|localhost.*|.*s3-control.*)$/;

/** The bucket that moto, too, sees in the request; undefined for anything else. */
function bucketIn(
  host: string,
  target: string,
  { inPath, inHost }: typeof OBJECT,
): string | undefined {
  const inName = inHost.test(target) ? BUCKET_HOST.exec(host) : undefined;
  const bucket = (PATH_STYLE_HOST.test(host) ? inPath.exec(target) : inName)?.[1];
  return bucket === undefined || NOT_A_BUCKET.test(bucket) ? undefined : bucket;
}

/** The bucket of an object. */
function bucketOfObject(host: string, { headers, target }: Call): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined && !SIGNED_FOR_S3.test(authorization)) return undefined;
  return bucketIn(host, target, OBJECT);
}

/**
 * The bucket of a form with which a page uploads an object, or of the preflight before it. Nothing
 * else that goes to a whole bucket has that type, and S3's route answers it itself.
 */
function bucketOfForm(host: string, call: Call): string | undefined {
  const { method, headers, target } = call;
  const isForm =
    method === 'OPTIONS'
      ? headers['access-control-request-method'] === 'POST'
      : method === 'POST' && isMultipart(call);
  if (!isForm || headers.authorization !== undefined) return undefined;
  return bucketIn(host, target, BUCKET);
}
