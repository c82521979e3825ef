import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';

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
