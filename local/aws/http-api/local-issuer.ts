import { randomUUID } from 'node:crypto';
import { generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import type { IssuerKeys } from './jwt-authorizer';

const HOUR = 60 * 60;

/** Signs tokens in the name of every issuer, for callers of APIs here who cannot log in at the real one. */
export class LocalIssuer {
  private readonly kid = `local-${randomUUID()}`;
  private keyPair: ReturnType<typeof generateKeyPair> | undefined;

  constructor(private readonly now: () => Date) {}

  /** A token with those claims that is valid for an hour. */
  async token(claims: JWTPayload): Promise<string> {
    const { privateKey } = await this.keys();
    const issuedAt = Math.floor(this.now().getTime() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: this.kid })
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + HOUR)
      .sign(privateKey);
  }

  /** The keys of every issuer, and this one's besides. */
  besides(keysOf: IssuerKeys): IssuerKeys {
    return (issuer) => async (header, token) =>
      header.kid === this.kid ? (await this.keys()).publicKey : keysOf(issuer)(header, token);
  }

  /** Made only when somebody asks: it takes a moment. */
  private keys(): ReturnType<typeof generateKeyPair> {
    return (this.keyPair ??= generateKeyPair('RS256'));
  }
}
