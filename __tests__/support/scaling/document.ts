import path from 'node:path';
import { stages } from '../../../src/config/stages';
import { dollars, fixedCost } from '../../../src/costs/fixed-costs';
import type { Cited } from '../../../src/costs/inputs';
import { LIMITS, PRICES, SEEN, TIERED_PRICES } from '../../../src/costs/inputs';
import { table } from '../../../src/guardrails/document';
import { PROJECT_ROOT } from '../../../src/system/project';
import type { SynthesizedStack } from '../stack';
import type { Demand, Use } from './load';
import { ASSUMPTIONS, assumed, costsOf, demandsOf, LOADS, useOf } from './load';
import { SIMULATED } from './many-functions';
import type { Measure, SimulatedStage } from './simulation';
import { asCommitted, measuresOfAccount, measuresOfStage, simulate } from './simulation';

/** The document that holds the tables. */
export const DOCUMENT = path.join(PROJECT_ROOT, 'docs', 'scaling.md');

/** The text with each of its tables as it is calculated now. */
export function withTables(text: string): string {
  const calculated = tables();
  return text.replace(
    /(<!-- table: ([\w-]+) -->)[^]*?(<!-- end of table -->)/g,
    (_, begin: string, name: string, end: string) => {
      const calculate = calculated[name];
      if (calculate === undefined) throw new Error(`docs/scaling.md: there is no table ${name}`);
      return `${begin}\n\n${calculate()}\n\n${end}`;
    },
  );
}

function tables(): Readonly<Record<string, () => string>> {
  const prod = asCommitted();
  const fixed = total(fixedCosts(prod).map(({ cost }) => cost));
  return {
    use: useTable,
    demands: demandTable,
    costs: () => costTable(fixed),
    'hit-rate': hitRateTable,
    fixed: () => fixedTable(prod),
    deploy: deployTable,
    account: () => accountTable(prod),
    assumptions: () =>
      table(
        ['What', 'Assumed'],
        Object.values(ASSUMPTIONS).map(({ value, meaning }) => [meaning, `${value}`]),
      ),
    prices: priceTable,
    limits: () =>
      table(
        ['Limit', LOOKED_UP],
        Object.values(LIMITS).map((limit) => [`${count(limit.value)} ${limit.unit}`, cited(limit)]),
      ),
  };
}

const LOOKED_UP = `Source, looked up on ${SEEN}`;

const LOAD_HEADS = LOADS.map((load) => `${count(load)} a month`);
const perLoad = (row: (use: Use) => string): string[] =>
  LOADS.map((load) => row(useOf(load, assumed())));

const USES: readonly (readonly [string, keyof Use])[] = [
  ['GB from CloudFront to viewers', 'transferGb'],
  ['GETs of S3', 'misses'],
  ['API requests, and invocations', 'apiRequests'],
  ['GB-seconds of functions', 'gigabyteSeconds'],
  ['Read request units', 'readUnits'],
  ['Write request units', 'writeUnits'],
  ['Images stored', 'images'],
  ['GB of them', 'storedGb'],
  ['Uploads', 'uploads'],
  ['GB in logs', 'logGb'],
];

const useTable = (): string =>
  table(
    ['Used', ...LOAD_HEADS],
    USES.map(([what, key]) => [what, ...perLoad((use) => count(use[key]))]),
  );

const demandsAt = (use: Use): Demand[] => demandsOf(use, assumed(), stages.prod.apiRateLimit);

/** In the order of the largest load: what saturates first is on top. */
function demandTable(): string {
  const last = demandsAt(useOf(LOADS[LOADS.length - 1] ?? 0, assumed()));
  return table(
    ['At the busiest moment', 'Limit', ...LOAD_HEADS, 'What to change'],
    last.map(({ what, limit, unit, remedy }) => [
      what,
      `${count(limit)} ${unit}`,
      ...perLoad((use) => {
        const { demand = 0 } = demandsAt(use).find((one) => one.what === what) ?? {};
        return `${count(demand)} (${percent(demand / limit)})`;
      }),
      remedy,
    ]),
  );
}

function costTable(fixed: number): string {
  const logMonths = stages.prod.logRetentionDays / 30;
  const costs = LOADS.map((load) => costsOf(useOf(load, assumed()), { logMonths, fixed }));
  const services = Object.keys(costs[0] ?? {});
  const sums = costs.map((of) => total(Object.values(of)));
  return table(
    ['US dollars a month', ...LOAD_HEADS],
    [
      ...services.map((service) => [service, ...costs.map((of) => dollars(of[service] ?? 0))]),
      ['**All**', ...sums.map((sum) => `**${dollars(sum)}**`)],
      [
        'For a million image requests',
        ...sums.map((sum, index) => dollars(sum / ((LOADS[index] ?? 0) / 1e6))),
      ],
    ],
  );
}

const HIT_RATES = [0.99, 0.9, 0.5, 0] as const;

function hitRateTable(): string {
  const costOf = (load: number, hitRate: number): number =>
    (useOf(load, assumed({ hitRate })).misses / 1000) * PRICES.storageGet.value;
  const assumedRate = assumed().hitRate;
  return table(
    ['Answered by the cache', ...LOADS.map((load) => `${count(load)}: GETs of S3, cost`)],
    HIT_RATES.map((hitRate) => [
      percent(hitRate),
      ...LOADS.map((load) => {
        const a = assumed({ hitRate });
        const found = demandsOf(useOf(load, a), a, stages.prod.apiRateLimit);
        const gets = found.find(({ what }) => what.startsWith('S3, GETs'));
        const { demand = 0, limit = 1 } = gets ?? {};
        const more = costOf(load, hitRate) - costOf(load, assumedRate);
        const sign = more < 0 ? '-' : '+';
        return `${count(demand)} a second (${percent(demand / limit)}), ${sign}${dollars(Math.abs(more))}`;
      }),
    ]),
  );
}

/** What costs something whoever uses it, by its type, of a stage and of what the access stack has for it. */
export function fixedCosts({ json, access }: Pick<SimulatedStage, 'access' | 'json'>) {
  const types = (stack: SynthesizedStack) =>
    Object.entries(stack.resource).map(([type, resources]) => ({
      type,
      resources: Object.keys(resources).length,
      cost: total(Object.values(resources).map((one) => fixedCost(type, one))),
    }));
  return [...types(json), ...types(access)].filter(({ cost }) => cost > 0);
}

const fixedTable = (prod: SimulatedStage): string =>
  table(
    ['Type', 'Resources', 'US dollars a month'],
    fixedCosts(prod).map(({ type, resources, cost }) => [
      `\`${type}\``,
      `${resources}`,
      dollars(cost),
    ]),
  );

/** The limits that one deploy keeps, the largest share first; where each is reached with more functions. */
function deployTable(): string {
  const [fewer, more] = [SIMULATED.functions / 2, SIMULATED.functions];
  const before = measuresOfStage(simulate(fewer));
  return table(
    ['Limit', 'Measured', 'Share', 'Reached at about'],
    byShare(measuresOfStage(simulate())).map((measure) => {
      const { limit, measured } = measure;
      const { measured: half = 0 } = before.find((one) => one.limit === limit) ?? {};
      const growth = (measured - half) / (more - fewer);
      const reached = Math.floor(more + (LIMITS[limit].value - measured) / growth);
      return [
        `${count(LIMITS[limit].value)} ${LIMITS[limit].unit}`,
        count(measured),
        percent(share(measure)),
        growth > 0 ? `${count(reached)} functions` : 'does not grow with functions',
      ];
    }),
  );
}

const accountTable = (prod: SimulatedStage): string =>
  table(
    ['Limit', 'Of one stage', 'Of 100', 'Stages that fit'],
    byShare(measuresOfAccount(prod)).map(({ limit, measured }) => [
      `${count(LIMITS[limit].value)} ${LIMITS[limit].unit}`,
      count(measured),
      count(100 * measured),
      count(Math.floor(LIMITS[limit].value / measured)),
    ]),
  );

function priceTable(): string {
  const tiers = Object.values(TIERED_PRICES).flatMap((priced) =>
    priced.tiers.map(({ upTo, price }) => [
      `${exact(price)} ${priced.unit}${upTo === Infinity ? ', beyond' : `, up to ${count(upTo)}`}`,
      cited(priced),
    ]),
  );
  return table(
    ['Price', LOOKED_UP],
    [
      ...Object.values(PRICES).map((price) => [
        `${exact(price.value)} ${price.unit}`,
        cited(price),
      ]),
      ...tiers,
    ],
  );
}

/** A link to the source, and what of it was read. */
function cited({ source, read }: Pick<Cited, 'read' | 'source'>): string {
  const { hostname, pathname } = new URL(source);
  const name = hostname === 'github.com' ? `infracost, ${path.basename(pathname)}` : hostname;
  return `[${name}](${source})${read === undefined ? '' : `, ${read}`}`;
}

const share = ({ limit, measured }: Measure): number => measured / LIMITS[limit].value;

const byShare = (measures: readonly Measure[]): Measure[] =>
  measures.toSorted((one, other) => share(other) - share(one));

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Three digits say enough of what is assumed; whole numbers stay whole. */
function count(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return value.toLocaleString('en-US', {
    maximumSignificantDigits: Math.max(3, Math.ceil(Math.log10(value))),
  });
}

const exact = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: 10 });

const percent = (part: number): string =>
  part > 0 && part < 0.001 ? 'below 0.1 %' : `${Number((100 * part).toPrecision(3))} %`;
