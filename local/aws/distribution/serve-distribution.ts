import { randomBytes } from 'node:crypto';
import type { Aws } from '../aws';
import type { Answer, Call, Route } from '../call';
import { text, texts } from '../cloudfront/xml';
import { AwsError } from '../errors';
import type { Store } from '../store';
import type { OriginAnswer } from './bucket-origin';
import { behaviorOf, type CacheBehavior, type Distribution } from './cache-behavior';
import type { ViewerRequest } from './cache-key';
import { findAnswer, type FoundAnswer } from './find-answer';
import { recordRequest } from './request-metrics';
import { requestedPart } from './requested-part';
import { withPolicy } from './response-headers';

/**
 * Reads `<domain's first label>.cloudfront.net`, the same in `.cloudfront.localhost`, and
 * `<alias>.cloudfront.localhost`, on any port. An alias alone is nobody's here: a page may own its name.
 */
export function distributionName(host: string): string | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  const match =
    /^([a-z\d]+)\.cloudfront\.net$/.exec(name) ??
    /^([a-z\d-]+(?:\.[a-z\d-]+)*)\.cloudfront\.localhost$/.exec(name);
  return match?.[1];
}

/** What a viewer gets, and what became of its request at the edge. */
interface EdgeAnswer extends OriginAnswer {
  readonly result: FoundAnswer['source'] | 'Error';
}

/** Where this edge says it is. */
const POP = 'LOCAL1-C1';

/** Answers requests to distributions at their own domains as CloudFront does. Viewers count as coming by TLS. */
export function serveDistribution(aws: Aws): Route {
  return async (call) => {
    if (call.admitted?.to !== 'distribution') return undefined;
    const distribution = findDistribution(aws.store, call.admitted.name);
    if (distribution === undefined || text(distribution.config, 'Enabled') !== 'true') {
      return forViewer(errorPage('There is no enabled distribution at this domain.'));
    }
    const answer = await answerTo(aws, distribution, call);
    const isCacheable = /^(?:GET|HEAD)$/.test(call.method) && answer.result !== 'Error';
    const measured = {
      status: answer.status,
      bytes: call.method === 'HEAD' ? 0 : answer.body.length,
      isFromCache: isCacheable ? answer.result !== 'Miss' : undefined,
    };
    // Who has left got nothing, whatever the origin would have said.
    if (!call.gone.aborted) recordRequest(aws.recordMetric, distribution, measured);
    return forViewer(answer);
  };
}

function findDistribution(store: Store, name: string): Distribution | undefined {
  for (const [accountId, account] of Object.entries(store.data.accounts)) {
    const all = Object.values(account.resources.distribution ?? {});
    const found = all.find(({ id, config }) =>
      [id, ...texts(config, 'Aliases')].some((each) => each.toLowerCase() === name),
    );
    if (found) return { id: found.id, accountId, account, config: found.config };
  }
  return undefined;
}

async function answerTo(
  { moto, store, now }: Aws,
  distribution: Distribution,
  call: Call,
): Promise<EdgeAnswer> {
  const request = requestOf(call, text(distribution.config, 'DefaultRootObject'));
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(request.path.replace(/%2e/gi, '.').replace(/%2f/gi, '/'))) {
    return errorPage('The path leads out of itself.', 400);
  }
  const behavior = behaviorOf(distribution, request.path);
  const refused = refusal(behavior, call);
  if (refused !== undefined) return refused;
  const edge = { moto, distribution, behavior, call, cache: store.data.edgeCache, now: now() };
  const found = await findAnswer(edge, request);
  const age = Math.floor((now().getTime() - found.storedAt.getTime()) / 1000);
  const part = requestedPart(call.headers, found);
  const result = part.status >= 400 ? 'Error' : found.source;
  return {
    ...part,
    headers: {
      ...withPolicy(behavior.responseHeadersPolicy, call.headers.origin, part.headers),
      ...(found.source === 'Hit' && { age: String(age) }),
    },
    result,
  };
}

function requestOf({ target }: Call, rootObject: string): ViewerRequest {
  const [, path = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(target) ?? [];
  return { path: path === '/' ? `/${rootObject}` : path, query };
}

/** Why the behavior lets nobody ask that; undefined where it may be asked. */
function refusal({ settings }: CacheBehavior, call: Call): EdgeAnswer | undefined {
  const { method, headers } = call;
  if (!texts(settings, 'AllowedMethods').includes(method)) {
    return errorPage(
      'This distribution is not configured to allow the HTTP request method that was used for this request.',
    );
  }
  if (!/^(?:GET|HEAD)$/.test(method)) {
    const message = `The local AWS passes no ${method} of a distribution on to its origin.`;
    throw new AwsError('NotImplemented', 501, message);
  }
  const hasBody =
    Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;
  return hasBody ? errorPage(`A ${method} request has no body.`) : undefined;
}

/** A page of CloudFront's own. */
function errorPage(why: string, status: 400 | 403 = 403): EdgeAnswer {
  const words = { 400: 'Bad Request', 403: 'Forbidden' }[status];
  const html = `<!DOCTYPE html>\n<title>${status} ${words}</title>\n<h1>The request could not be satisfied.</h1>\n<p>${why}</p>\n`;
  const headers = { server: 'CloudFront', 'content-type': 'text/html' };
  return { status, headers, body: Buffer.from(html), result: 'Error' };
}

/** The answer with what every edge adds. Node sends no body to HEAD. */
function forViewer({ status, headers, body, result }: EdgeAnswer): Answer {
  const hasContent = status !== 304;
  return {
    status,
    headers: {
      ...headers,
      ...(hasContent && { 'content-length': String(body.length) }),
      'x-cache': `${result} from cloudfront`,
      via: `1.1 ${randomBytes(16).toString('hex')}.cloudfront.net (CloudFront)`,
      'x-amz-cf-pop': POP,
      'x-amz-cf-id': randomBytes(40).toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
    },
    ...(hasContent && { body }),
  };
}
