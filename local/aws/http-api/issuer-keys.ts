import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

const discovery = z.object({ jwks_uri: z.url() });
const TIMEOUT_MS = 1500;

/** Finds the keys of a token issuer. */
export type IssuerKeys = (issuer: string) => Promise<JWTVerifyGetKey>;

/** Reads each issuer's discovery document once; a failure is tried again the next time. */
export function createIssuerKeys(): IssuerKeys {
  const known = new Map<string, JWTVerifyGetKey>();
  return async (issuer) => {
    const keys = known.get(issuer) ?? (await discover(issuer));
    known.set(issuer, keys);
    return keys;
  };
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  const { jwks_uri } = discovery.parse(await answer.json());
  return createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: TIMEOUT_MS });
}
