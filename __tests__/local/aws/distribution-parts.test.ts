import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  CreateDistributionCommand,
  CreateMonitoringSubscriptionCommand,
  DeleteMonitoringSubscriptionCommand,
  GetMonitoringSubscriptionCommand,
  type CloudFrontClient,
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
