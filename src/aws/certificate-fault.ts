import { UserError } from '../config/user-error';

/** OpenSSL's reasons for not trusting whoever signed a certificate. */
const UNKNOWN_SIGNER: readonly string[] = [
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

const CHECK_CLOCK = "Check this machine's clock; if that is right, tell whoever runs the server";

/** By code, what is wrong with a certificate whose signer is trusted, and what to do. */
const FAULTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: `has expired. ${CHECK_CLOCK}`,
  CERT_NOT_YET_VALID: `is not valid yet. ${CHECK_CLOCK}`,
  CERT_REVOKED: 'was revoked. Tell whoever runs the server',
  ERR_TLS_CERT_ALTNAME_INVALID:
    'is for another host. Check the address, and the proxy that may stand in between',
};

/**
 * What is wrong with the certificate that a server showed, and what to do; undefined for any other error.
 * @param variables those that name further certificates to trust.
 * https://nodejs.org/docs/latest-v20.x/api/tls.html#x509-certificate-error-codes
 */
export function certificateFault(
  error: unknown,
  server: string,
  variables = 'NODE_EXTRA_CA_CERTS',
): UserError | undefined {
  const { code = '' } = error as NodeJS.ErrnoException;
  const fault = UNKNOWN_SIGNER.includes(code)
    ? `is signed by nobody that Node.js trusts (${code}). If a proxy of your network signs it, name a file with that proxy's certificate in ${variables}`
    : FAULTS[code]?.replace('.', ` (${code}).`);
  return fault === undefined ? undefined : new UserError(`The certificate of ${server} ${fault}.`);
}
