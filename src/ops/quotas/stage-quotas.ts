import { explainAwsError } from '../../aws/clients';
import { formatTable } from '../../cli/table';
import { statusText, type Style } from '../../cli/terminal';
import { QUOTAS, type Quota, type QuotaClients, type StageNeeds } from './quota-table';
import { appliedLimit, defaultLimit, quotaPage } from './service-quotas';

/** From here on a quota is to be raised: that takes AWS up to some days. */
const WARNING_SHARE = 0.8;

export interface QuotaUse {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly status: 'exceeded' | 'ok' | 'unknown' | 'warning';
  /** @default it could not be found out */
  readonly used?: number;
  /** What the stage comes to on top of `used`. */
  readonly adds: number;
  readonly limit: number;
  /** The limit is what AWS documents for every account; this account's own may be another. */
  readonly isDocumented: boolean;
  readonly reason?: string;
  readonly link: string;
}

export interface StageQuotas {
  readonly stage: string;
  readonly isDeployed: boolean;
  readonly quotas: readonly QuotaUse[];
}

/** Compares what a stage takes, with all else in the account, with the account's quotas. */
export async function stageQuotas(
  clients: QuotaClients,
  needs: StageNeeds,
  isDeployed: boolean,
): Promise<StageQuotas> {
  const quotas = await Promise.all(
    QUOTAS.map((quota) => quotaUse(quota, clients, needs, isDeployed)),
  );
  return { stage: needs.stage.name, isDeployed, quotas };
}

async function quotaUse(
  quota: Quota,
  clients: QuotaClients,
  needs: StageNeeds,
  isDeployed: boolean,
): Promise<QuotaUse> {
  const region = quota.region ?? needs.stage.region;
  const adds = isDeployed && quota.kind !== 'peak' ? 0 : quota.needs(needs);
  const [used, limit] = await Promise.all([
    answerOf(quota.used?.(clients) ?? Promise.resolve(0)),
    limitOf(quota, clients, region),
  ]);
  const reasons = [used.reason, limit.reason].filter((reason) => reason !== undefined);
  return {
    id: quota.id,
    name: quota.name,
    region,
    status: statusOf(used.value, adds, limit.value),
    ...(used.value !== undefined && { used: used.value }),
    adds,
    limit: limit.value,
    isDocumented: limit.isDocumented,
    ...(reasons.length > 0 && { reason: reasons.join('; ') }),
    link: quotaPage(region, quota),
  };
}

function statusOf(used: number | undefined, adds: number, limit: number): QuotaUse['status'] {
  if (used === undefined) return 'unknown';
  if (used + adds > limit) return 'exceeded';
  return used + adds >= limit * WARNING_SHARE ? 'warning' : 'ok';
}

interface Answer {
  readonly value?: number | undefined;
  readonly reason?: string | undefined;
}

interface Limit extends Answer {
  readonly value: number;
  readonly isDocumented: boolean;
}

/** The account's own value, or AWS's default where it has none, or what the service itself or its documentation says. */
async function limitOf(quota: Quota, clients: QuotaClients, region: string): Promise<Limit> {
  const service = clients.quotas(region);
  const applied = await answerOf(appliedLimit(service, quota));
  if (applied.value !== undefined) return { value: applied.value, isDocumented: false };
  const fallbacks = [
    () => defaultLimit(service, quota),
    ...(quota.limit === undefined ? [] : [quota.limit]),
  ];
  for (const fallback of fallbacks) {
    const { value } = await answerOf(fallback(clients));
    if (value !== undefined) return { value, isDocumented: false };
  }
  return {
    value: quota.documented,
    isDocumented: true,
    reason: `Service Quotas does not answer: ${applied.reason ?? 'no value'}`,
  };
}

async function answerOf(answer: Promise<number | undefined>): Promise<Answer> {
  try {
    return { value: await answer };
  } catch (error) {
    const { name, message } = explainAwsError(error) as Error;
    return { reason: name === 'UserError' ? message : name };
  }
}

/** Whether a deploy would, or the next peak will, meet a limit. */
export const isExceeded = ({ quotas }: StageQuotas): boolean =>
  quotas.some(({ status }) => status === 'exceeded');

/** The quotas as a table, then what to do about those that are nearly used up. */
export function formatQuotas({ stage, isDeployed, quotas }: StageQuotas, style: Style): string {
  const table = formatTable<QuotaUse>(
    [
      { head: 'RESULT', cell: ({ status }) => statusText(status, style) },
      { head: 'QUOTA', cell: ({ name }) => name },
      { head: 'REGION', cell: ({ region }) => region },
      { head: 'USED', cell: ({ used }) => text(used), align: 'right' },
      { head: 'STAGE ADDS', cell: ({ adds }) => text(adds), align: 'right' },
      {
        head: 'LIMIT',
        cell: ({ limit, isDocumented }) => `${limit}${isDocumented ? ' (default)' : ''}`,
        align: 'right',
      },
      { head: 'SHARE', cell: shareText, align: 'right' },
    ],
    quotas,
    style,
  );
  const close = quotas.filter(({ status }) => status === 'warning' || status === 'exceeded');
  const unknown = quotas.filter(({ status }) => status === 'unknown');
  return [
    table,
    '',
    ...close.map(({ name, link }) => `${name}: ask for an increase at ${link}`),
    ...unknown.map(({ name, reason }) => `${name}: unknown (${reason ?? ''})`),
    ...(quotas.some(({ isDocumented }) => isDocumented)
      ? [
          "(default) is what AWS documents for every account, where Service Quotas does not answer: this account's own may be another.",
        ]
      : []),
    verdict(stage, isDeployed, quotas),
  ].join('\n');
}

function verdict(stage: string, isDeployed: boolean, quotas: readonly QuotaUse[]): string {
  const has = (status: QuotaUse['status']): boolean => quotas.some((one) => one.status === status);
  const isKnown = quotas.every(({ status, isDocumented }) => status !== 'unknown' && !isDocumented);
  const known = isKnown ? '' : ', as far as the quotas are known';
  if (has('exceeded')) {
    return isDeployed
      ? `Stage ${stage} comes up against a quota.`
      : `Stage ${stage} is not deployed, and would not fit.`;
  }
  return isDeployed
    ? `Stage ${stage} keeps within the quotas${known}.`
    : `Stage ${stage} is not deployed; it would fit${known}.`;
}

const text = (value: number | undefined): string => (value === undefined ? 'unknown' : `${value}`);

function shareText({ used, adds, limit }: QuotaUse): string {
  if (used === undefined || limit === 0) return '';
  return `${Math.round(((used + adds) / limit) * 100)} %`;
}
