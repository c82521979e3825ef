import { describe, expect, it } from '@jest/globals';
import { localEnvironment } from '../../local/account';
import { stage } from '../support/config';

describe('localEnvironment', () => {
  it('leads every AWS program to the local AWS', () => {
    expect(localEnvironment(stage('dev'), 4580, { PATH: '/bin' })).toEqual({
      PATH: '/bin',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4580',
      AWS_ACCESS_KEY_ID: '123456789012',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      NO_PROXY: '127.0.0.1,localhost',
      no_proxy: '127.0.0.1,localhost',
    });
  });

  it("acts as the stage's own account", () => {
    const env = localEnvironment(stage('dev', { accountId: '999999999999' }), 4580, {});
    expect(env.AWS_ACCESS_KEY_ID).toBe('999999999999');
  });

  it.each([
    'AWS_PROFILE',
    'AWS_SESSION_TOKEN',
    'AWS_ENDPOINT_URL_S3',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_ROLE_ARN',
  ])('drops %s, which would lead elsewhere', (name) => {
    expect(localEnvironment(stage('dev'), 4580, { [name]: 'x' })).not.toHaveProperty([name]);
  });

  it('keeps the hosts that no proxy is for', () => {
    const env = localEnvironment(stage('dev'), 4580, { no_proxy: 'internal' });
    expect(env.NO_PROXY).toBe('internal,127.0.0.1,localhost');
  });
});
