import type { RequestListener } from 'node:http';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  CreateDistributionCommand,
  DeleteDistributionCommand,
  GetDistributionCommand,
  GetDistributionConfigCommand,
  ListDistributionsCommand,
  UpdateDistributionCommand,
  type CloudFrontClient,
  type CreateDistributionCommandOutput,
  type DistributionConfig,
} from '@aws-sdk/client-cloudfront';
import { distributionConfig, startGateway, type Harness } from './harness';

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/one';

/** A moto whose only certificate is one for every host of `example`. */
const moto: RequestListener = (request, response) => {
  request.resume();
  response.end(JSON.stringify({ Certificate: { Status: 'ISSUED', DomainName: '*.example' } }));
};

let gateway: Harness;
let client: CloudFrontClient;

beforeEach(async () => {
  gateway = await startGateway(moto);
  client = gateway.cloudFront();
});

function create(added: Partial<DistributionConfig> = {}): Promise<CreateDistributionCommandOutput> {
  const DistributionConfig = distributionConfig(added);
  return client.send(new CreateDistributionCommand({ DistributionConfig }));
}

const aliased = (alias: string): Partial<DistributionConfig> => ({
  CallerReference: alias,
  Aliases: { Quantity: 1, Items: [alias] },
  ViewerCertificate: { ACMCertificateArn: CERTIFICATE, SSLSupportMethod: 'sni-only' },
});

describe('a distribution', () => {
  it('is created with what CloudFront says of it', async () => {
    const { Distribution, ETag, Location } = await create();
    expect(Distribution).toMatchObject({
      Id: expect.stringMatching(/^E[0-9A-Z]{13}$/),
      ARN: `arn:aws:cloudfront::111122223333:distribution/${Distribution?.Id ?? ''}`,
      DomainName: `${Distribution?.Id?.toLowerCase() ?? ''}.cloudfront.net`,
      Status: 'InProgress',
      LastModifiedTime: new Date('2030-01-01T00:00:00Z'),
      InProgressInvalidationBatches: 0,
    });
    expect(ETag).toMatch(/^E[0-9A-Z]{13}$/);
    expect(Location).toContain(`/2020-05-31/distribution/${Distribution?.Id ?? ''}`);
  });

  it('is deployed after a second', async () => {
    const { Distribution } = await create();
    gateway.advance(1000);
    const got = await client.send(new GetDistributionCommand({ Id: Distribution?.Id }));
    expect(got.Distribution?.Status).toBe('Deployed');
  });

  it('has everything that was left out filled in', async () => {
    const { Distribution } = await create();
    expect(Distribution?.DistributionConfig).toMatchObject({
      Aliases: { Quantity: 0 },
      PriceClass: 'PriceClass_All',
      HttpVersion: 'http2',
      Logging: { Enabled: false },
      Restrictions: { GeoRestriction: { RestrictionType: 'none', Quantity: 0 } },
      ViewerCertificate: { CloudFrontDefaultCertificate: true, MinimumProtocolVersion: 'TLSv1' },
      Origins: { Items: [{ ConnectionAttempts: 3, OriginShield: { Enabled: false } }] },
      DefaultCacheBehavior: {
        Compress: false,
        AllowedMethods: { Items: ['HEAD', 'GET'], CachedMethods: { Items: ['HEAD', 'GET'] } },
        TrustedKeyGroups: { Enabled: false, Quantity: 0 },
      },
    });
  });

  it('keeps what was sent, in its order', async () => {
    const behaviors = ['/b/*', '/a/*'].map((PathPattern) => ({
      PathPattern,
      TargetOriginId: 'bucket',
      ViewerProtocolPolicy: 'https-only' as const,
      AllowedMethods: {
        Quantity: 3,
        Items: ['OPTIONS' as const, 'GET' as const, 'HEAD' as const],
      },
    }));
    const { Distribution } = await create({
      CacheBehaviors: { Quantity: 2, Items: behaviors },
      CustomErrorResponses: { Quantity: 1, Items: [{ ErrorCode: 404, ErrorCachingMinTTL: 10 }] },
    });
    const config = Distribution?.DistributionConfig;
    expect(config?.CacheBehaviors?.Items).toMatchObject(behaviors);
    expect(config?.CustomErrorResponses?.Items).toEqual([
      { ErrorCode: 404, ErrorCachingMinTTL: 10 },
    ]);
  });

  it('changes with the current ETag', async () => {
    const { Distribution, ETag } = await create();
    const Id = Distribution?.Id;
    const DistributionConfig = distributionConfig({ Comment: 'changed' });
    await client.send(new UpdateDistributionCommand({ Id, IfMatch: ETag, DistributionConfig }));
    const config = await client.send(new GetDistributionConfigCommand({ Id }));
    expect(config.DistributionConfig?.Comment).toBe('changed');
    await expect(
      client.send(new UpdateDistributionCommand({ Id, IfMatch: ETag, DistributionConfig })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('keeps its caller reference', async () => {
    const { Distribution, ETag } = await create();
    const DistributionConfig = distributionConfig({ CallerReference: 'other' });
    const update = { Id: Distribution?.Id, IfMatch: ETag, DistributionConfig };
    await expect(client.send(new UpdateDistributionCommand(update))).rejects.toMatchObject({
      name: 'IllegalUpdate',
    });
  });

  it('is deleted only once disabled', async () => {
    const { Distribution, ETag } = await create();
    const Id = Distribution?.Id;
    await expect(
      client.send(new DeleteDistributionCommand({ Id, IfMatch: ETag })),
    ).rejects.toMatchObject({ name: 'DistributionNotDisabled' });
    const DistributionConfig = distributionConfig({ Enabled: false });
    const disabled = await client.send(
      new UpdateDistributionCommand({ Id, IfMatch: ETag, DistributionConfig }),
    );
    await client.send(new DeleteDistributionCommand({ Id, IfMatch: disabled.ETag }));
    await expect(client.send(new GetDistributionCommand({ Id }))).rejects.toMatchObject({
      name: 'NoSuchDistribution',
    });
  });

  it('is created once for a caller reference', async () => {
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'DistributionAlreadyExists' });
  });

  it('has its aliases to itself, in any account', async () => {
    await create(aliased('images.example'));
    const DistributionConfig = distributionConfig(aliased('IMAGES.example'));
    const other = gateway.cloudFront('444455556666');
    await expect(
      other.send(new CreateDistributionCommand({ DistributionConfig })),
    ).rejects.toMatchObject({ name: 'CNAMEAlreadyExists' });
  });

  it('refuses aliases without a certificate', async () => {
    const Aliases = { Quantity: 1, Items: ['a.example'] };
    await expect(create({ Aliases })).rejects.toMatchObject({ name: 'InvalidViewerCertificate' });
  });

  it('refuses a behaviour without its origin', async () => {
    const DefaultCacheBehavior = {
      TargetOriginId: 'x',
      ViewerProtocolPolicy: 'https-only',
    } as const;
    await expect(create({ DefaultCacheBehavior })).rejects.toMatchObject({ name: 'NoSuchOrigin' });
  });

  it('refuses a quantity that is not the number of items', async () => {
    await expect(create({ Aliases: { Quantity: 2, Items: ['a.example'] } })).rejects.toMatchObject({
      name: 'InconsistentQuantities',
      message: expect.stringContaining('DistributionConfig.Aliases'),
    });
  });

  it('belongs to one account', async () => {
    const { Distribution } = await create();
    const other = gateway.cloudFront('444455556666');
    await expect(
      other.send(new GetDistributionCommand({ Id: Distribution?.Id })),
    ).rejects.toMatchObject({ name: 'NoSuchDistribution' });
  });

  it('belongs to moto’s account when the access key id is not an account', async () => {
    client = gateway.cloudFront('AKIAEXAMPLE');
    const { Distribution } = await create();
    expect(Distribution?.ARN).toContain('::123456789012:');
  });
});

describe('distributions', () => {
  it('are listed page by page', async () => {
    for (const CallerReference of ['1', '2', '3']) await create({ CallerReference });
    const first = await client.send(new ListDistributionsCommand({ MaxItems: 2 }));
    expect(first.DistributionList).toMatchObject({ IsTruncated: true, Quantity: 2, MaxItems: 2 });
    const Marker = first.DistributionList?.NextMarker;
    const second = await client.send(new ListDistributionsCommand({ MaxItems: 2, Marker }));
    expect(second.DistributionList).toMatchObject({ IsTruncated: false, Quantity: 1 });
    expect(second.DistributionList?.Items?.[0]).toMatchObject({
      Comment: 'images',
      Origins: { Quantity: 1 },
      Status: 'InProgress',
    });
  });

  it('are an empty list when there are none', async () => {
    const { DistributionList } = await client.send(new ListDistributionsCommand({}));
    expect(DistributionList).toMatchObject({ Quantity: 0, IsTruncated: false });
  });

  it('refuse a page that does not exist', async () => {
    await expect(
      client.send(new ListDistributionsCommand({ Marker: 'nothing' })),
    ).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});
