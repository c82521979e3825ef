import {
  DeleteBucketMetricsConfigurationCommand,
  GetBucketMetricsConfigurationCommand,
  ListBucketMetricsConfigurationsCommand,
  PutBucketMetricsConfigurationCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { s3Client, startGateway, type Harness } from './harness';

let gateway: Harness;
let s3: S3Client;
let reachedMoto: string[];

beforeEach(async () => {
  reachedMoto = [];
  gateway = await startGateway((request, response) => {
    reachedMoto.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(request.url === '/images' ? 200 : 404).end();
  });
  s3 = s3Client(gateway);
});

const images = { Bucket: 'images', Id: 'EntireBucket' };
const put = (Id = 'EntireBucket') =>
  s3.send(
    new PutBucketMetricsConfigurationCommand({
      Bucket: 'images',
      Id,
      MetricsConfiguration: { Id, Filter: { Prefix: 'uploads/' } },
    }),
  );

describe('the request metrics of a bucket', () => {
  it('are given back as they were put', async () => {
    await put();
    const { MetricsConfiguration } = await s3.send(
      new GetBucketMetricsConfigurationCommand(images),
    );
    expect(MetricsConfiguration).toEqual({ Id: 'EntireBucket', Filter: { Prefix: 'uploads/' } });
  });

  it('are listed', async () => {
    await put('a');
    await put('b');
    const { MetricsConfigurationList = [] } = await s3.send(
      new ListBucketMetricsConfigurationsCommand({ Bucket: 'images' }),
    );
    expect(MetricsConfigurationList.map(({ Id }) => Id)).toEqual(['a', 'b']);
  });

  it('are gone once deleted', async () => {
    await put();
    await s3.send(new DeleteBucketMetricsConfigurationCommand(images));
    await expect(s3.send(new GetBucketMetricsConfigurationCommand(images))).rejects.toMatchObject({
      name: 'NoSuchConfiguration',
    });
  });

  it('need their bucket', async () => {
    const elsewhere = { Bucket: 'nowhere', Id: 'EntireBucket' };
    await expect(
      s3.send(new GetBucketMetricsConfigurationCommand(elsewhere)),
    ).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('never reach moto, which would take them for the bucket itself', async () => {
    await put();
    await s3.send(new DeleteBucketMetricsConfigurationCommand(images));
    expect(new Set(reachedMoto)).toEqual(new Set(['HEAD /images']));
  });
});
