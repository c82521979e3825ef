import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { s3Client, startGateway, type Harness } from '../harness';
import { signedFor } from '../page';
import { NOW, outcomeOf, type Outcome } from './s3-harness';

let gateway: Harness;
let reached: string[];

beforeEach(async () => {
  reached = [];
  gateway = await startGateway((request, response) => {
    reached.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(request.url === '/?x-id=ListBuckets' ? 200 : 404).end();
  });
});

const ask = (method: string, path: string, header = signedFor('s3')): Promise<Outcome> => {
  const [name = '', value = ''] = header.split(': ');
  const headers = { [name]: value, 'x-amz-content-sha256': 'a', 'x-amz-date': '20300101T000000Z' };
  return outcomeOf(fetch(gateway.url + path, { method, headers }));
};

describe('S3 in the gateway', () => {
  it.each([
    ['PUT', '/pics/key'],
    ['PUT', '/pics?policy'],
    ['PUT', '/pics?metrics&id=a'],
    ['GET', '/?x-id=ListBuckets'],
  ])('judges %s %s before every other route', async (method, path) => {
    expect(await ask(method, path)).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(reached).toEqual([]);
  });

  it('asks nobody for a request without a signature that no policy can allow', async () => {
    expect(await outcomeOf(fetch(gateway.url))).toMatchObject({
      status: 403,
      code: 'AccessDenied',
    });
    expect(reached).toEqual([]);
  });

  it('goes by the clock of the gateway, which every answer tells', async () => {
    const client = s3Client(gateway);
    await client.send(new ListBucketsCommand({}));
    gateway.advance(20 * 60_000);
    await expect(client.send(new ListBucketsCommand({}))).rejects.toMatchObject({
      name: 'RequestTimeTooSkewed',
    });
    await client.send(new ListBucketsCommand({}));
    client.destroy();
    const { headers } = await ask('GET', '/', signedFor('sqs'));
    expect(headers.get('date')).toBe(new Date(NOW.getTime() + 20 * 60_000).toUTCString());
  });
});
