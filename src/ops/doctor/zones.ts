import type { HostedZone, Route53Client } from '@aws-sdk/client-route-53';
import { GetHostedZoneCommand, ListHostedZonesByNameCommand } from '@aws-sdk/client-route-53';
import type { StageConfig } from '../../config/schema';
import { failed, ok, skipped, type DoctorContext, type Finding } from './finding';

/** Looks at the public zone of the stage: that there is one, that DNS asks it, and that DNS asks no other. */
export async function examineZone(context: DoctorContext, stage: StageConfig): Promise<Finding> {
  const { clients, isLocal, nameServers } = context;
  const name = stage.hostedZoneName;
  const [zone, ...others] = await publicZones(clients.route53, name);
  if (zone === undefined) {
    return failed(
      `there is no public zone ${name} in this account`,
      `Create it in Route 53 and delegate to it, or name another: IMAGE_SERVICE_${stage.name.toUpperCase()}_HOSTED_ZONE_NAME.`,
    );
  }
  if (others.length > 0) {
    const ids = [zone, ...others].map(({ Id = '' }) => Id.replace('/hostedzone/', ''));
    return failed(
      `${ids.length} public zones are called ${name} (${ids.join(', ')}), and Terraform takes none of several`,
      'Delete those that the domain is not delegated to.',
    );
  }
  const closer = await closerZone(context, stage);
  if (closer !== undefined) return closer;
  if (isLocal) return skipped(`${name} exists; the local AWS serves no DNS to delegate`);
  const { DelegationSet } = await clients.route53.send(new GetHostedZoneCommand({ Id: zone.Id }));
  const own = normalized(DelegationSet?.NameServers ?? []);
  const remedy = `Make these the NS records of ${name} at its registrar or in the parent zone: ${own}.`;
  try {
    const known = normalized(await nameServers(name));
    return known === own
      ? ok(`${name}, delegated`)
      : failed(`${name} is delegated to ${known}`, remedy);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return isNotThere(code)
      ? failed(`${name} is not delegated (${code})`, remedy)
      : skipped(`${name} exists; no DNS server answers (${code})`);
  }
}

/** Between the zone and the image domain, a zone of its own would be asked for the records instead. */
async function closerZone(
  context: DoctorContext,
  { name, imageDomain, hostedZoneName }: StageConfig,
): Promise<Finding | undefined> {
  const remedy = (domain: string): string =>
    `Name it, IMAGE_SERVICE_${name.toUpperCase()}_HOSTED_ZONE_NAME=${domain}, or delete it.`;
  for (const domain of domainsBetween(imageDomain, hostedZoneName)) {
    if ((await publicZones(context.clients.route53, domain)).length > 0) {
      return failed(
        `the public zone ${domain} is closer to ${imageDomain} than ${hostedZoneName}, whose records it would hide`,
        remedy(domain),
      );
    }
    if (context.isLocal) continue;
    // What has no name servers is no zone.
    const servers = await context.nameServers(domain).catch(() => []);
    if (servers.length > 0) {
      return failed(
        `${domain} is delegated to ${normalized(servers)}, which hides the records of ${hostedZoneName}`,
        `Remove the NS records of ${domain} from ${hostedZoneName}, or: ${remedy(domain)}`,
      );
    }
  }
  return undefined;
}

/** The image domain and its parents, below the zone. */
function domainsBetween(imageDomain: string, zone: string): string[] {
  const labels = imageDomain.slice(0, -(zone.length + 1)).split('.');
  return labels.map((_, index) => [...labels.slice(index), zone].join('.'));
}

/** The public zones of that name in the account. */
export async function publicZones(route53: Route53Client, name: string): Promise<HostedZone[]> {
  const { HostedZones = [] } = await route53.send(
    new ListHostedZonesByNameCommand({ DNSName: name }),
  );
  return HostedZones.filter(
    (zone) => zone.Name === `${name}.` && zone.Config?.PrivateZone !== true,
  );
}

const isNotThere = (code: string): boolean => code === 'ENOTFOUND' || code === 'ENODATA';

const normalized = (servers: readonly string[]): string =>
  servers
    .map((server) => server.toLowerCase().replace(/\.$/, ''))
    .sort()
    .join(', ');
