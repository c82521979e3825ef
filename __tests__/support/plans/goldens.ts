import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { statefulLosses } from '../../../src/terraform/plan/gate';
import { viewOf } from '../../../src/terraform/plan/plan-view';
import type { PlanReport } from '../../../src/terraform/plan/render-plan';
import type { TerraformPlan } from '../../../src/terraform/plan/terraform-plan';
import { parsePlan } from '../../../src/terraform/plan/terraform-plan';
import { renderComment } from '../../../src/terraform/plan/render-plan';
import type { MadePlan } from './make-plans';

const TESTS = path.resolve(__dirname, '..', '..', 'terraform', 'plan');
const FIXTURE_DIRECTORY = path.join(TESTS, 'fixtures');

/** How the stored plans were made, besides the plans themselves. */
interface Making {
  /** The hash of what they were made from. */
  readonly inputs: string;
  readonly exitCodes: Readonly<Record<string, number>>;
}
const MAKING_FILE = path.join(FIXTURE_DIRECTORY, 'making.json');

/** Trimmed plans of the real Terraform, to read in a diff. */
export const FIXTURES = [
  'create',
  'no-change',
  'in-place',
  'replace-table',
  'destroy',
  'move',
  'forget',
  'sensitive',
  'import',
  'drift',
  'costs',
] as const;

/** The last one is too long to read, and stored compressed. */
export const GOLDENS = [...FIXTURES, '300-resources'] as const;

type GoldenName = (typeof GOLDENS)[number];

const goldenFile = (name: GoldenName): string => path.join(TESTS, 'golden', `${name}.md`);

export const golden = (name: GoldenName): string => readFileSync(goldenFile(name), 'utf8');

const isReadable = (name: GoldenName): boolean => (FIXTURES as readonly string[]).includes(name);

const fixtureFile = (name: GoldenName): string =>
  path.join(FIXTURE_DIRECTORY, `${name}.json${isReadable(name) ? '' : '.gz'}`);

/** A stored plan of the real Terraform. */
export function fixture(name: GoldenName): TerraformPlan {
  const stored = readFileSync(fixtureFile(name));
  return parsePlan((isReadable(name) ? stored : gunzipSync(stored)).toString());
}

/** The stored plans, if they were made from these inputs. */
export function storedPlans(inputs: string): Map<string, MadePlan> | undefined {
  const making = JSON.parse(readFileSync(MAKING_FILE, 'utf8')) as Making;
  if (making.inputs !== inputs) return undefined;
  return new Map(
    GOLDENS.map((name) => [
      name,
      { plan: fixture(name), exitCode: making.exitCodes[name] ?? Number.NaN },
    ]),
  );
}

/** Stores the plans, what they render to, and what they were made from. */
export function storePlans(made: ReadonlyMap<string, MadePlan>, inputs: string): void {
  const exitCodes: Record<string, number> = {};
  for (const name of GOLDENS) {
    const { plan, exitCode } = made.get(name) ?? {};
    if (plan === undefined || exitCode === undefined) throw new Error(`no plan ${name} was made`);
    exitCodes[name] = exitCode;
    writeFileSync(goldenFile(name), renderComment(reportOf(plan)));
    const text = `${JSON.stringify(plan, null, 1)}\n`;
    writeFileSync(fixtureFile(name), isReadable(name) ? text : gzipSync(text));
  }
  const making: Making = { inputs, exitCodes };
  writeFileSync(MAKING_FILE, `${JSON.stringify(making, null, 1)}\n`);
}

/** What the renderer is given for a plan, the same on every machine. */
export function reportOf(
  plan: TerraformPlan,
  { allowed = [], ...given }: Partial<PlanReport> & { readonly allowed?: readonly string[] } = {},
): PlanReport {
  const view = viewOf(plan);
  return {
    view,
    losses: statefulLosses(view, allowed),
    settings: [],
    values: 'all',
    context: {
      scope: 'dev',
      commit: { sha: '0123456789abcdef0123456789abcdef01234567', isModified: false },
      providers: [{ source: 'registry.terraform.io/hashicorp/aws', version: '5.100.0' }],
    },
    ...given,
  };
}
