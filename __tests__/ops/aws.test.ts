import { describe, expect, it } from '@jest/globals';
import { clientSettings, explainAwsError } from '../../src/ops/aws';

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
      { name: 'InvalidClientTokenId' },
      'AWS does not accept the credentials (InvalidClientTokenId). Check AWS_PROFILE and the AWS_* variables.',
    ],
    [
      { name: 'AuthorizationErrorException', message: 'User x is not authorized: SNS:Subscribe' },
      'AWS does not let these credentials do this: User x is not authorized: SNS:Subscribe',
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
    expect(explainAwsError(failure(values), {})).toMatchObject({
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

  it('leaves any other error as it is', () => {
    const error = failure({ name: 'InternalError' });
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

  it('leave both to the SDK where it gives none', () => {
    const settings = clientSettings('us-east-1', {});
    expect(settings).not.toHaveProperty('endpoint');
    expect(settings).not.toHaveProperty('credentials');
  });
});
