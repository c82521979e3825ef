import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetBucketPolicyCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { s3Client, settingsFor, startGateway, type Harness } from './harness';

let gateway: Harness;
let s3: S3Client;

const settings = () => settingsFor(gateway, 'key');

/** A moto that keeps the last body sent, and answers with that or always the same. */
async function start(answer = ''): Promise<{ readonly kept: () => string }> {
  let kept = '';
  gateway = await startGateway((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.once('end', () => {
      if (request.method !== 'GET') kept = body;
      response.writeHead(request.method === 'PUT' ? 204 : 200, { 'content-type': 'text/plain' });
      response.end(request.method === 'PUT' ? '' : answer || kept);
    });
  });
  s3 = s3Client(gateway);
  return { kept: () => kept };
}

const denied = {
  Sid: 'DenyPlainHttp',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: 'arn:aws:s3:::bucket/*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const allowed = {
  Sid: 'Read',
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::bucket/*',
};
const policy = JSON.stringify({ Version: '2012-10-17', Statement: [denied, allowed] });

describe('a bucket policy', () => {
  it('is given back as it was put', async () => {
    await start();
    await s3.send(new PutBucketPolicyCommand({ Bucket: 'bucket', Policy: policy }));
    const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket: 'bucket' }));
    expect(JSON.parse(Policy)).toEqual(JSON.parse(policy));
  });

  it('reaches moto without a condition on an action that a request could have', async () => {
    const moto = await start();
    await s3.send(new PutBucketPolicyCommand({ Bucket: 'bucket', Policy: policy }));
    const { Statement } = JSON.parse(moto.kept()) as { Statement: Record<string, unknown>[] };
    expect(Statement[0]).toMatchObject({ Action: 'with-condition:s3:*', Principal: { AWS: '*' } });
    expect(Statement[1]).toEqual(allowed);
  });

  it('is left to moto to refuse when it is none', async () => {
    const moto = await start();
    await s3.send(new PutBucketPolicyCommand({ Bucket: 'bucket', Policy: 'no JSON' }));
    expect(moto.kept()).toBe('no JSON');
  });
});

describe('the keys of versions', () => {
  const LISTED =
    '<ListVersionsResult><Prefix>a&amp;</Prefix><MaxKeys>9</MaxKeys><Version><Key>a&amp;/b%7C c+</Key></Version>' +
    '<DeleteMarker><Key> d</Key></DeleteMarker></ListVersionsResult>';
  const list = (EncodingType?: 'url') =>
    s3.send(new ListObjectVersionsCommand({ Bucket: 'bucket', EncodingType }));

  it('are encoded where that is asked for', async () => {
    await start(LISTED);
    expect(await list('url')).toMatchObject({
      EncodingType: 'url',
      Prefix: 'a%26',
      MaxKeys: 9,
      Versions: [{ Key: 'a%26/b%257C%20c%2B' }],
      DeleteMarkers: [{ Key: '%20d' }],
    });
  });

  it('are as they are elsewhere', async () => {
    await start(LISTED);
    const { EncodingType, Versions } = await list();
    expect([EncodingType, Versions]).toEqual([undefined, [{ Key: 'a&/b%7C c+' }]]);
  });
});

describe('the options of a certificate', () => {
  const requested = async (Options?: {
    CertificateTransparencyLoggingPreference: 'DISABLED';
  }): Promise<unknown> => {
    const moto = await start();
    const command = new RequestCertificateCommand({ DomainName: 'a.example', Options });
    // The moto here answers with something else than JSON.
    await new ACMClient(settings()).send(command).catch(() => undefined);
    return JSON.parse(moto.kept());
  };

  it('say to moto that it cannot be exported', async () => {
    expect(await requested({ CertificateTransparencyLoggingPreference: 'DISABLED' })).toEqual({
      DomainName: 'a.example',
      Options: { CertificateTransparencyLoggingPreference: 'DISABLED', Export: 'DISABLED' },
    });
  });

  it('are left to moto where there are none', async () => {
    expect(await requested()).toEqual({ DomainName: 'a.example' });
  });
});

describe("Lambda's account settings", () => {
  it('are those of an account that reserves nothing', async () => {
    await start();
    const { AccountLimit } = await new LambdaClient(settings()).send(
      new GetAccountSettingsCommand({}),
    );
    expect(AccountLimit).toMatchObject({
      ConcurrentExecutions: 1000,
      UnreservedConcurrentExecutions: 1000,
    });
  });
});
