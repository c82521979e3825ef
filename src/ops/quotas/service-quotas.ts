import type { ServiceQuota, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
} from '@aws-sdk/client-service-quotas';
import type { Quota } from './quota-table';

type ListedQuota = Pick<Quota, 'listed' | 'service'>;

/** The account's own value, as Service Quotas has it; undefined where it lists none by that name. */
export async function appliedLimit(
  client: ServiceQuotasClient,
  { service, listed }: ListedQuota,
): Promise<number | undefined> {
  const ServiceCode = service;
  if ('code' in listed) {
    const command = new GetServiceQuotaCommand({ ServiceCode, QuotaCode: listed.code });
    return (await client.send(command)).Quota?.Value;
  }
  return byName(paginateListServiceQuotas({ client }, { ServiceCode }), listed.name);
}

/** AWS's default, as Service Quotas has it; undefined where it lists none by that name. */
export async function defaultLimit(
  client: ServiceQuotasClient,
  { service, listed }: ListedQuota,
): Promise<number | undefined> {
  const ServiceCode = service;
  if ('code' in listed) {
    const command = new GetAWSDefaultServiceQuotaCommand({ ServiceCode, QuotaCode: listed.code });
    return (await client.send(command)).Quota?.Value;
  }
  return byName(paginateListAWSDefaultServiceQuotas({ client }, { ServiceCode }), listed.name);
}

/** Where an increase is asked for: the quota's page, or the list that it is in. */
export function quotaPage(region: string, { service, listed }: ListedQuota): string {
  const list = `https://${region}.console.aws.amazon.com/servicequotas/home/services/${service}/quotas`;
  return 'code' in listed ? `${list}/${listed.code}` : list;
}

async function byName(
  pages: AsyncIterable<{ readonly Quotas?: ServiceQuota[] | undefined }>,
  name: string,
): Promise<number | undefined> {
  for await (const { Quotas = [] } of pages) {
    const found = Quotas.find(({ QuotaName }) => QuotaName === name);
    if (found !== undefined) return found.Value;
  }
  return undefined;
}
