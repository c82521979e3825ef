import type { IncomingHttpHeaders } from 'node:http';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Authorizer } from './apis';

/** What an authorizer says of a request. */
export type Decision =
  | { readonly allowed: true; readonly claims: JWTPayload }
  | { readonly allowed: false; readonly status: 401 | 403; readonly challenge: string };

export interface JwtAuthorizerProps {
  readonly issuerKeys: IssuerKeys;
  readonly now: () => Date;
}

/** API Gateway supports RSA signatures only. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];

/** Decides as a JWT authorizer does: token, issuer, audience and times give 401, scopes 403. */
export async function authorizeJwt(
  props: JwtAuthorizerProps,
  authorizer: Authorizer,
  scopes: readonly string[],
  request: { readonly headers: IncomingHttpHeaders; readonly query: URLSearchParams },
): Promise<Decision> {
  const token = tokenOf(authorizer, request);
  const configuration = authorizer.jwtConfiguration;
  if (token === undefined || !configuration) return unauthorized();
  try {
    const { payload } = await jwtVerify(token, props.issuerKeys(configuration.issuer), {
      issuer: configuration.issuer,
      algorithms: ALGORITHMS,
      requiredClaims: ['exp'],
      currentDate: props.now(),
    });
    if ((payload.iat ?? 0) * 1000 > props.now().getTime()) return unauthorized('invalid iat claim');
    if (!isForAudience(payload, configuration.audience ?? [])) {
      return unauthorized('the token has an invalid audience');
    }
    if (scopes.length > 0 && !scopes.some((scope) => scopesOf(payload).includes(scope))) {
      return { allowed: false, status: 403, challenge: challenge('insufficient_scope') };
    }
    return { allowed: true, claims: payload };
  } catch (error) {
    return unauthorized(reasonOf(error));
  }
}

function tokenOf(
  authorizer: Authorizer,
  { headers, query }: { readonly headers: IncomingHttpHeaders; readonly query: URLSearchParams },
): string | undefined {
  const source = [authorizer.identitySource ?? '$request.header.Authorization'].flat()[0] ?? '';
  const [, place, name = ''] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  const value = place === 'header' ? headers[name.toLowerCase()] : query.get(name);
  if (typeof value !== 'string') return undefined;
  const token = value.replace(/^Bearer\s+/i, '').trim();
  return token === '' ? undefined : token;
}

/** `client_id` counts only in a token without `aud`, as Cognito's access tokens are. */
function isForAudience(payload: JWTPayload, audiences: readonly string[]): boolean {
  const named = [payload.aud ?? payload.client_id].flat();
  return named.some((name) => typeof name === 'string' && audiences.includes(name));
}

function scopesOf({ scope, scp }: JWTPayload): readonly string[] {
  const claimed = scope ?? scp;
  if (typeof claimed === 'string') return claimed.split(' ');
  return Array.isArray(claimed) ? claimed.map(String) : [];
}

function unauthorized(reason?: string): Decision {
  const because = reason === undefined ? 'Bearer' : challenge('invalid_token', reason);
  return { allowed: false, status: 401, challenge: because };
}

function challenge(error: string, description?: string): string {
  const described = description === undefined ? '' : ` error_description="${description}"`;
  return `Bearer scope="" error="${error}"${described}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === 'iss' ? 'invalid issuer' : `invalid ${error.claim} claim`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature is invalid';
  if (error instanceof errors.JWKSNoMatchingKey)
    return 'unable to find a signing key for the token';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'signing method is not supported';
  if (error instanceof errors.JOSEError) return 'the token is malformed';
  return 'OIDC discovery endpoint communication error';
}

const discovery = z.object({ jwks_uri: z.url() });
const TIMEOUT_MS = 1500;

/** Finds the keys of a token issuer. */
export type IssuerKeys = (issuer: string) => JWTVerifyGetKey;

/** Keeps each issuer's keys, and reads its discovery document again for a key that is not among them. */
export function createIssuerKeys(): IssuerKeys {
  const known = new Map<string, JWTVerifyGetKey>();
  return (issuer) => async (header, token) => {
    if (header.kid === undefined) throw new errors.JWKSNoMatchingKey();
    const kept = known.get(issuer);
    try {
      if (kept) return await kept(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    const keys = await discover(issuer);
    known.set(issuer, keys);
    return keys(header, token);
  };
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  const { jwks_uri } = discovery.parse(await answer.json());
  return createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: TIMEOUT_MS });
}
