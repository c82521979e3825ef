import { readFileSync } from 'node:fs';
import path from 'node:path';
import { statefulLosses } from '../../../src/ops/plan/gate';
import { viewOf } from '../../../src/ops/plan/plan-view';
import type { PlanReport } from '../../../src/ops/plan/render-plan';
import type { TerraformPlan } from '../../../src/ops/plan/terraform-plan';
import { parsePlan } from '../../../src/ops/plan/terraform-plan';

const TESTS = path.resolve(__dirname, '..', '..', 'ops');

/** Trimmed plans of the real Terraform; the one with 300 resources is too long to keep. */
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
] as const;

export const GOLDENS = [...FIXTURES, '300-resources'] as const;

export const fixtureFile = (name: string): string =>
  path.join(TESTS, 'plan', 'fixtures', `${name}.json`);

export const goldenFile = (name: string): string => path.join(TESTS, 'golden', `${name}.md`);

export const golden = (name: string): string => readFileSync(goldenFile(name), 'utf8');

/** A stored plan of the real Terraform. */
export const fixture = (name: (typeof FIXTURES)[number]): TerraformPlan =>
  parsePlan(readFileSync(fixtureFile(name), 'utf8'));

/** What the renderer is given for a plan, the same on every machine. */
export function reportOf(
  plan: TerraformPlan,
  { allowed = [], ...given }: Partial<PlanReport> & { readonly allowed?: readonly string[] } = {},
): PlanReport {
  const view = viewOf(plan);
  return {
    view,
    losses: statefulLosses(view, allowed),
    values: 'all',
    context: {
      scope: 'dev',
      commit: { sha: '0123456789abcdef0123456789abcdef01234567', isModified: false },
      providers: [{ source: 'registry.terraform.io/hashicorp/aws', version: '5.100.0' }],
    },
    ...given,
  };
}
