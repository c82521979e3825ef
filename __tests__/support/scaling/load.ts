import { HOURS_OF_MONTH } from '../../../src/costs/fixed-costs';
import type { Tier } from '../../../src/costs/inputs';
import { LIMITS, PRICES, TIERED_PRICES } from '../../../src/costs/inputs';

/** Image requests a month that the tables are for. */
export const LOADS = [1e6, 1e8, 1e10] as const;

/** What nobody has measured yet; the tables change with it. */
export const ASSUMPTIONS = {
  imageKilobytes: { value: 200, meaning: 'KB of an image as it is sent' },
  hitRate: { value: 0.9, meaning: 'of image requests that the cache answers' },
  apiShare: { value: 0.05, meaning: 'API requests for each image request' },
  writeShare: { value: 0.1, meaning: 'of API requests that write' },
  readUnits: { value: 2, meaning: 'read request units of an API request that reads' },
  writeUnits: {
    value: 2,
    meaning: 'write request units of one that writes: the table and its index',
  },
  answerKilobytes: { value: 5, meaning: "KB of the API's answer" },
  functionMilliseconds: { value: 100, meaning: 'milliseconds that a function takes' },
  functionMegabytes: { value: 256, meaning: 'MB of memory of a function, the default' },
  logKilobytes: { value: 2, meaning: 'KB in logs for an API request' },
  requestsOfStored: { value: 100, meaning: 'image requests a month for each stored image' },
  storedKilobytes: { value: 500, meaning: 'KB of a stored image' },
  itemKilobytes: { value: 1, meaning: "KB of an image's metadata, in the table and in its index" },
  monthsOfGrowth: { value: 24, meaning: 'months in which the stored images were uploaded' },
  peak: { value: 5, meaning: 'times the average at the busiest moment' },
  busiestShare: {
    value: 0.05,
    meaning: 'of reads and writes that go to the busiest user or image',
  },
} as const satisfies Record<string, { readonly value: number; readonly meaning: string }>;

export type Assumptions = Readonly<Record<keyof typeof ASSUMPTIONS, number>>;

export const assumed = (changed: Partial<Assumptions> = {}): Assumptions => ({
  ...(Object.fromEntries(
    Object.entries(ASSUMPTIONS).map(([name, { value }]) => [name, value]),
  ) as Assumptions),
  ...changed,
});

const KILOBYTES_OF_GB = 1024 ** 2;

/** What a month of image requests uses. */
export interface Use {
  readonly imageRequests: number;
  readonly misses: number;
  readonly transferGb: number;
  readonly apiRequests: number;
  readonly apiTransferGb: number;
  readonly gigabyteSeconds: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly images: number;
  readonly uploads: number;
  readonly storedGb: number;
  readonly tableGb: number;
  readonly logGb: number;
}

/** What so many image requests a month use. */
export function useOf(imageRequests: number, a: Assumptions): Use {
  const apiRequests = imageRequests * a.apiShare;
  const images = imageRequests / a.requestsOfStored;
  return {
    imageRequests,
    misses: imageRequests * (1 - a.hitRate),
    transferGb: (imageRequests * a.imageKilobytes) / KILOBYTES_OF_GB,
    apiRequests,
    apiTransferGb: (apiRequests * a.answerKilobytes) / KILOBYTES_OF_GB,
    gigabyteSeconds: (((apiRequests * a.functionMilliseconds) / 1000) * a.functionMegabytes) / 1024,
    readUnits: apiRequests * (1 - a.writeShare) * a.readUnits,
    writeUnits: apiRequests * a.writeShare * a.writeUnits,
    images,
    uploads: images / a.monthsOfGrowth,
    storedGb: (images * a.storedKilobytes) / KILOBYTES_OF_GB,
    tableGb: (2 * images * a.itemKilobytes) / KILOBYTES_OF_GB,
    logGb: (apiRequests * a.logKilobytes) / KILOBYTES_OF_GB,
  };
}

/** The price of a quantity whose price falls with it. */
export function tiered(quantity: number, tiers: readonly Tier[]): number {
  let [cost, from] = [0, 0];
  for (const { upTo, price } of tiers) {
    cost += Math.max(0, Math.min(quantity, upTo) - from) * price;
    from = upTo;
  }
  return cost;
}

/** US dollars a month by service; `fixed` is what the stage costs that nobody uses. */
export function costsOf(
  use: Use,
  { logMonths, fixed }: { readonly logMonths: number; readonly fixed: number },
): Readonly<Record<string, number>> {
  return {
    CloudFront:
      tiered(use.transferGb, TIERED_PRICES.cdnTransfer.tiers) +
      (use.imageRequests / 10_000) * PRICES.cdnRequests.value,
    S3:
      use.storedGb * PRICES.storage.value +
      (use.images / 1000) * PRICES.storageMonitoring.value +
      (use.misses / 1000) * PRICES.storageGet.value +
      (use.uploads / 1000) * PRICES.storagePut.value,
    'API Gateway':
      tiered(use.apiRequests, TIERED_PRICES.apiRequests.tiers) +
      use.apiTransferGb * PRICES.dataTransferOut.value,
    Lambda:
      (use.apiRequests / 1e6) * PRICES.functionRequests.value +
      use.gigabyteSeconds * PRICES.functionDuration.value,
    DynamoDB:
      (use.readUnits / 1e6) * PRICES.tableReads.value +
      (use.writeUnits / 1e6) * PRICES.tableWrites.value +
      use.tableGb * (PRICES.tableStorage.value + PRICES.tableRecovery.value),
    'CloudWatch logs':
      use.logGb * (PRICES.logsIngested.value + logMonths * PRICES.logsStored.value),
    'Fixed, used or not': fixed,
  };
}

/** What of a limit the busiest moment takes. */
export interface Demand {
  readonly what: string;
  readonly demand: number;
  readonly limit: number;
  readonly unit: string;
  /** What to change before it is used up. */
  readonly remedy: string;
}

/** What the busiest moment of a load takes of each limit, the largest share first. */
export function demandsOf(use: Use, a: Assumptions, apiRateLimit: number): Demand[] {
  const atPeak = (ofMonth: number): number => (ofMonth / (HOURS_OF_MONTH * 3600)) * a.peak;
  const api = atPeak(use.apiRequests);
  const [reads, writes] = [atPeak(use.readUnits), atPeak(use.writeUnits)];
  const gigabits = (atPeak(use.imageRequests) * a.imageKilobytes * 1024 * 8) / 1e9;
  const of = (what: string, demand: number, { value, unit }: Limit, remedy: string): Demand => ({
    what,
    demand,
    limit: value,
    unit,
    remedy,
  });
  return [
    of(
      "Throttle of prod's API",
      api,
      { value: apiRateLimit, unit: 'requests per second' },
      '`apiRateLimit` and `apiBurstLimit` of the stage',
    ),
    of(
      'API Gateway, of the account',
      api,
      LIMITS.apiRequests,
      'raise the quota: `ops quotas` has its page',
    ),
    of(
      'Lambda concurrency',
      (api * a.functionMilliseconds) / 1000,
      LIMITS.concurrency,
      'raise the quota; faster functions; `reservedConcurrency` for those that must run',
    ),
    of(
      'Table, reads',
      reads,
      LIMITS.tableReads,
      "raise the account's quota of a table; a cache in front of it",
    ),
    of('Table, writes', writes, LIMITS.tableWrites, "raise the account's quota of a table"),
    of(
      'Partition of the table, reads of the busiest image',
      reads * a.busiestShare,
      LIMITS.partitionReads,
      'cache the answer; the key cannot be split',
    ),
    of(
      'Partition of UserIndex, writes of the busiest user',
      writes * a.busiestShare,
      LIMITS.partitionWrites,
      "a key of UserIndex with a suffix, e.g. `userId#0` to `userId#9`, which is the data model's change",
    ),
    of(
      'S3, GETs of a prefix',
      atPeak(use.misses),
      LIMITS.prefixGets,
      'keys that begin with a hash; `originShield: in-region`; a longer max-age',
    ),
    of(
      'S3, PUTs of a prefix',
      atPeak(use.uploads),
      LIMITS.prefixPuts,
      'keys that begin with a hash',
    ),
    of(
      'CloudFront, requests',
      atPeak(use.imageRequests),
      LIMITS.cdnRequests,
      'raise the quota of the distribution',
    ),
    of('CloudFront, transfer', gigabits, LIMITS.cdnGigabits, 'raise the quota; smaller images'),
  ].sort((one, other) => other.demand / other.limit - one.demand / one.limit);
}

type Limit = Pick<Demand, 'unit'> & { readonly value: number };
