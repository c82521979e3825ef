import { beforeEach, describe, expect, it } from '@jest/globals';
import { outcomeOf, startS3, type Outcome, type S3Harness } from './s3-harness';

let s3: S3Harness;

beforeEach(async () => {
  s3 = await startS3();
});

const ask = (
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Outcome> => outcomeOf(fetch(s3.url + path, { method, headers, redirect: 'manual' }));

const DENIED = { status: 403, code: 'AccessDenied', message: 'Access Denied' };

describe('a request without a signature', () => {
  it.each([
    ['GET', '/pics?list-type=2'],
    ['GET', '/pics/open/key'],
    ['PUT', '/pics/open/key'],
    ['DELETE', '/pics/open/key'],
    ['GET', '/'],
    ['PUT', '/pics'],
    ['DELETE', '/pics'],
    ['PUT', '/pics?policy'],
    ['POST', '/pics?delete'],
    ['POST', '/pics/open/key?uploads'],
    ['GET', '/?Action=GetSessionToken'],
    ['POST', '/?Action=AssumeRoleWithWebIdentity'],
  ])('%s %s is denied, whatever the policy of its bucket says', async (method, path) => {
    const Statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
    s3.settings['/pics?policy'] = JSON.stringify({ Version: '2012-10-17', Statement });
    expect(await ask(method, path)).toMatchObject(DENIED);
    expect(s3.received).toEqual([]);
  });

  it('is denied as a call of another service, for which moto lists the buckets', async () => {
    const headers = { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' };
    expect(await ask('POST', '/', headers)).toMatchObject(DENIED);
    expect(await ask('POST', '/', { authorization: 'Basic YTpi' })).toMatchObject({ status: 400 });
    expect(s3.received).toEqual([]);
  });
});
