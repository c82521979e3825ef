import { describe, expect, it } from '@jest/globals';
import type { AwsClients } from '../../../src/aws/clients';
import { StateBackend } from '../../../src/terraform/state/state-backend';
import { config } from '../../support/config';

/** What each operation answers: a value, or an error to throw. */
type Answers = Readonly<Record<string, unknown>>;

function backend(answers: Answers): StateBackend {
  const send = (command: object): Promise<unknown> => {
    const answer = answers[command.constructor.name] ?? {};
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const client = { send };
  const clients = { s3: client, dynamodb: client, sts: client } as unknown as AwsClients;
  return new StateBackend(config.shared, clients, {});
}

const httpError = (httpStatusCode: number, name = 'Unknown'): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

const NOT_THERE = httpError(400, 'ResourceNotFoundException');

describe('require', () => {
  it('is content when bucket and table are there', async () => {
    await expect(backend({}).require()).resolves.toBeUndefined();
  });

  it.each([
    [
      { HeadBucketCommand: httpError(404) },
      'The state bucket lego-moc-image-service-state does not exist in this account. Run `pnpm ops bootstrap` once, then this again.',
    ],
    [
      { DescribeTableCommand: NOT_THERE },
      'The state lock table image-service-state-lock does not exist in this account. Run `pnpm ops bootstrap` once, then this again.',
    ],
    [
      { HeadBucketCommand: httpError(403) },
      'The state bucket lego-moc-image-service-state belongs to another account, or these credentials may not see it. Use the right credentials, or another name: IMAGE_SERVICE_STATE_BUCKET_NAME.',
    ],
    [
      { HeadBucketCommand: httpError(301) },
      'The state bucket lego-moc-image-service-state is not in us-east-1, or belongs to someone else. Use the right credentials, or another name: IMAGE_SERVICE_STATE_BUCKET_NAME.',
    ],
  ])('says what to do about %j', async (answers: Answers, message) => {
    await expect(backend(answers).require()).rejects.toThrow(message);
  });

  it('does not hide an error that it does not know', async () => {
    const error = httpError(500, 'InternalError');
    await expect(backend({ HeadBucketCommand: error }).require()).rejects.toBe(error);
  });
});

describe('hasState', () => {
  it('tells whether there is one', async () => {
    expect(await backend({}).hasState('key')).toBe(true);
    expect(await backend({ HeadObjectCommand: httpError(404) }).hasState('key')).toBe(false);
  });

  it('says which permissions are missing', async () => {
    await expect(backend({ HeadObjectCommand: httpError(403) }).hasState('key')).rejects.toThrow(
      'These credentials may not read the state key in the bucket lego-moc-image-service-state. They need s3:GetObject and s3:ListBucket there.',
    );
  });
});

describe('account', () => {
  it('is the one of the credentials', async () => {
    const answers = { GetCallerIdentityCommand: { Account: '123456789012' } };
    expect(await backend(answers).account()).toBe('123456789012');
  });

  it('explains why it cannot be had', async () => {
    const answers = { GetCallerIdentityCommand: httpError(403, 'ExpiredToken') };
    await expect(backend(answers).account()).rejects.toThrow('The AWS credentials have expired.');
  });
});
