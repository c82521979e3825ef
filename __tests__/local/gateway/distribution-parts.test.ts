import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CreateDistributionCommand,
  CreateInvalidationCommand,
  CreateMonitoringSubscriptionCommand,
  DeleteMonitoringSubscriptionCommand,
  GetDistributionCommand,
  GetInvalidationCommand,
  GetMonitoringSubscriptionCommand,
  ListInvalidationsCommand,
  type CloudFrontClient,
  type CreateInvalidationCommandOutput,
  type CreateMonitoringSubscriptionCommandOutput,
} from '@aws-sdk/client-cloudfront';
import { distributionConfig, startGateway, type Harness } from './harness';

let gateway: Harness;
let client: CloudFrontClient;
let DistributionId: string;

beforeEach(async () => {
  gateway = await startGateway();
  client = gateway.cloudFront();
  const made = await client.send(
    new CreateDistributionCommand({ DistributionConfig: distributionConfig() }),
  );
  DistributionId = made.Distribution?.Id ?? '';
});

afterEach(async () => {
  await gateway.stop();
});

describe('a monitoring subscription', () => {
  const put = (
    status: 'Enabled' | 'Disabled',
    id = DistributionId,
  ): Promise<CreateMonitoringSubscriptionCommandOutput> => {
    const RealtimeMetricsSubscriptionConfig = { RealtimeMetricsSubscriptionStatus: status };
    return client.send(
      new CreateMonitoringSubscriptionCommand({
        DistributionId: id,
        MonitoringSubscription: { RealtimeMetricsSubscriptionConfig },
      }),
    );
  };
  const get = async (): Promise<string | undefined> => {
    const got = await client.send(new GetMonitoringSubscriptionCommand({ DistributionId }));
    return got.MonitoringSubscription?.RealtimeMetricsSubscriptionConfig
      ?.RealtimeMetricsSubscriptionStatus;
  };

  it('is on until it is turned off', async () => {
    await put('Enabled');
    expect(await get()).toBe('Enabled');
    await put('Disabled');
    expect(await get()).toBe('Disabled');
  });

  it('is created once', async () => {
    await put('Enabled');
    await expect(put('Enabled')).rejects.toMatchObject({
      name: 'MonitoringSubscriptionAlreadyExists',
    });
  });

  it('is gone once deleted', async () => {
    await put('Enabled');
    await client.send(new DeleteMonitoringSubscriptionCommand({ DistributionId }));
    await expect(get()).rejects.toMatchObject({ name: 'NoSuchMonitoringSubscription' });
  });

  it('needs its distribution', async () => {
    await expect(put('Enabled', 'E1')).rejects.toMatchObject({ name: 'NoSuchDistribution' });
  });
});

describe('an invalidation', () => {
  const invalidate = (
    CallerReference: string,
    ...Items: string[]
  ): Promise<CreateInvalidationCommandOutput> => {
    const InvalidationBatch = { CallerReference, Paths: { Quantity: Items.length, Items } };
    return client.send(new CreateInvalidationCommand({ DistributionId, InvalidationBatch }));
  };

  it('is in progress, then complete', async () => {
    const made = await invalidate('one', '/*', '/a&b');
    expect(made.Invalidation).toMatchObject({
      Id: expect.stringMatching(/^I[0-9A-Z]{13}$/),
      Status: 'InProgress',
      InvalidationBatch: { CallerReference: 'one', Paths: { Items: ['/*', '/a&b'] } },
    });
    const during = await client.send(new GetDistributionCommand({ Id: DistributionId }));
    expect(during.Distribution?.InProgressInvalidationBatches).toBe(1);
    gateway.advance(1000);
    const Id = made.Invalidation?.Id;
    const after = await client.send(new GetInvalidationCommand({ DistributionId, Id }));
    expect(after.Invalidation?.Status).toBe('Completed');
  });

  it('is the same for the same caller reference and paths', async () => {
    const first = await invalidate('one', '/*');
    const second = await invalidate('one', '/*');
    expect(second.Invalidation?.Id).toBe(first.Invalidation?.Id);
    await expect(invalidate('one', '/other')).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  it('is listed, newest first', async () => {
    const first = await invalidate('one', '/*');
    const second = await invalidate('two', '/*');
    const { InvalidationList } = await client.send(
      new ListInvalidationsCommand({ DistributionId }),
    );
    const ids = [second, first].map(({ Invalidation }) => Invalidation?.Id);
    expect(InvalidationList?.Items?.map(({ Id }) => Id)).toEqual(ids);
  });

  it('refuses a path that does not begin with a slash', async () => {
    await expect(invalidate('one', 'a')).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: expect.stringContaining('a does not begin with /'),
    });
  });

  it('must be one of the distribution’s', async () => {
    await expect(
      client.send(new GetInvalidationCommand({ DistributionId, Id: 'I1' })),
    ).rejects.toMatchObject({ name: 'NoSuchInvalidation' });
  });
});
