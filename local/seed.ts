import {
  CreateHostedZoneCommand,
  ListHostedZonesByNameCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { currentEnvironment } from '../src/config/environment';
import type { Config } from '../src/config/schema';
import { clientSettings } from '../src/aws/clients';
import { localEnvironment } from './account';

/** Makes what every stage's account has before its first deploy: the public hosted zone. */
export async function seedAccounts(config: Config, port: number): Promise<void> {
  for (const stage of config.stages) {
    const env = localEnvironment(stage, port, currentEnvironment());
    const client = new Route53Client(clientSettings(stage.region, env));
    await ensureHostedZone(client, stage.hostedZoneName);
    client.destroy();
  }
}

async function ensureHostedZone(client: Route53Client, name: string): Promise<void> {
  const { HostedZones = [] } = await client.send(
    new ListHostedZonesByNameCommand({ DNSName: name }),
  );
  const exists = HostedZones.some(
    (zone) => zone.Name === `${name}.` && zone.Config?.PrivateZone !== true,
  );
  if (exists) return;
  await client.send(new CreateHostedZoneCommand({ Name: name, CallerReference: `local-${name}` }));
}
