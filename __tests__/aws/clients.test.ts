import { get } from 'node:https';
import { describe, expect, it } from '@jest/globals';
import { clientSettings } from '../../src/aws/clients';
import { explainAwsError } from '../../src/aws/errors';
import { EXPIRED_CERTIFICATE, TEST_CERTIFICATE } from '../support/certificates';
import { secureServer } from '../support/proxy';

const failure = (values: object): Error => Object.assign(new Error('details.'), values);

describe('explainAwsError', () => {
  it.each([
    [
      { name: 'CredentialsProviderError', message: 'Could not load credentials. More.' },
      'No AWS credentials: Could not load credentials. Set AWS_PROFILE (e.g. AWS_PROFILE=lego-moc), or use `pnpm local` for the local AWS.',
    ],
    [
      { name: 'ExpiredToken' },
      'The AWS credentials have expired. Sign in again (e.g. `aws sso login`), then run this again.',
    ],
    [
      {
        name: 'CredentialsProviderError',
        message: 'The SSO session is expired. Run aws sso login',
      },
      'The AWS credentials have expired. Sign in again (e.g. `aws sso login`), then run this again.',
    ],
    [
      { name: 'CredentialsProviderError', message: 'certificate has expired' },
      'No AWS credentials: certificate has expired. Set AWS_PROFILE (e.g. AWS_PROFILE=lego-moc), or use `pnpm local` for the local AWS.',
    ],
    [
      {
        name: 'TokenProviderError',
        message: "Token is expired. To refresh this SSO session run 'aws sso login'",
      },
      'The AWS credentials have expired. Sign in again (e.g. `aws sso login`), then run this again.',
    ],
    [
      {
        name: 'SignatureDoesNotMatch',
        message: 'Signature expired: 20261127T110000Z is now earlier than 20261127T115500Z',
        $response: { headers: { date: 'Fri, 27 Nov 2026 12:00:00 GMT' } },
      },
      "This machine's clock is wrong: here it is 2026-11-27T11:00:00Z, at AWS 2026-11-27T12:00:00Z. AWS takes no request that was signed over five minutes before or after. Set the clock, by NTP.",
    ],
    [
      { name: 'InvalidSignatureException', message: 'Signature not yet current: …' },
      "This machine's clock is wrong. AWS takes no request that was signed over five minutes before or after. Set the clock, by NTP.",
    ],
    [
      { name: 'RequestTimeTooSkewed' },
      "This machine's clock is wrong. AWS takes no request that was signed over five minutes before or after. Set the clock, by NTP.",
    ],
    [
      { name: 'RequestExpired', message: 'Request has expired.' },
      "This machine's clock is wrong. AWS takes no request that was signed over five minutes before or after. Set the clock, by NTP.",
    ],
    [
      { name: 'InvalidClientTokenId' },
      'AWS does not accept the credentials (InvalidClientTokenId). Check AWS_PROFILE and the AWS_* variables.',
    ],
    [
      { name: 'AuthorizationErrorException', message: 'User x is not authorized: SNS:Subscribe' },
      'AWS does not let these credentials do this: User x is not authorized: SNS:Subscribe. Use others (AWS_PROFILE), or have the right given.',
    ],
    [
      { name: 'SyntaxError', $metadata: { httpStatusCode: 500 } },
      'What answered HTTP 500 is not AWS, or not able to. Check AWS_ENDPOINT_URL and the proxy.',
    ],
    [
      { code: 'ENOTFOUND' },
      'AWS cannot be reached (ENOTFOUND). Check the network and the proxy, then run this again.',
    ],
  ])('of %j is one line', (values, expected) => {
    const now = () => new Date('2026-11-27T11:00:00.123Z');
    expect(explainAwsError(failure(values), {}, now)).toMatchObject({
      name: 'UserError',
      message: expected,
    });
  });

  it('names the endpoint that does not answer', () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4580' };
    expect(explainAwsError(failure({ code: 'ECONNREFUSED' }), env)).toMatchObject({
      message:
        'Nothing answers at AWS_ENDPOINT_URL = http://127.0.0.1:4580 (ECONNREFUSED). `pnpm local up` starts the local AWS; unset the variable for the real one.',
    });
  });

  it.each([
    [
      'of an unknown signer',
      TEST_CERTIFICATE,
      undefined,
      "is signed by nobody that Node.js trusts (DEPTH_ZERO_SELF_SIGNED_CERT). If a proxy of your network signs it, name a file with that proxy's certificate in NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE.",
    ],
    [
      'that has expired',
      EXPIRED_CERTIFICATE,
      EXPIRED_CERTIFICATE,
      "has expired (CERT_HAS_EXPIRED). Check this machine's clock; if that is right, tell whoever runs the server.",
    ],
    [
      'of another host',
      TEST_CERTIFICATE,
      TEST_CERTIFICATE,
      'is for another host (ERR_TLS_CERT_ALTNAME_INVALID). Check the address, and the proxy that may stand in between.',
    ],
  ])('tells a certificate %s from credentials', async (_, certificate, trusted, expected) => {
    const host =
      certificate === trusted && certificate === TEST_CERTIFICATE ? '127.0.0.1' : 'localhost';
    const port = await secureServer((_request, response) => response.end(), certificate);
    const error = await new Promise<unknown>((resolve) => {
      get({ host, port, ca: trusted, agent: false }).once('error', resolve);
    });
    expect(explainAwsError(error, {})).toMatchObject({
      name: 'UserError',
      message: `The certificate of AWS ${expected}`,
    });
  });

  it.each([
    { name: 'InternalError' },
    { name: 'InternalError', message: 'The upload has expired' },
  ])('leaves %j as it is', (values) => {
    const error = failure(values);
    expect(explainAwsError(error, {})).toBe(error);
  });
});

describe('clientSettings', () => {
  it('take endpoint and keys from the environment that is given', () => {
    const env = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4580',
      AWS_ACCESS_KEY_ID: '123456789012',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
    expect(clientSettings('us-east-1', env)).toMatchObject({
      endpoint: 'http://127.0.0.1:4580',
      credentials: { accessKeyId: '123456789012', secretAccessKey: 'local' },
    });
  });

  it('give up on what does not answer, and do not only warn', () => {
    expect(clientSettings('us-east-1', {}).requestHandler).toMatchObject({
      throwOnRequestTimeout: true,
    });
  });

  it('leave the endpoint to the SDK where it gives none', () => {
    expect(clientSettings('us-east-1', {})).not.toHaveProperty('endpoint');
  });
});
