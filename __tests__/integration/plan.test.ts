import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exitCodeOf } from '../../src/ops/plan/gate';
import { renderComment } from '../../src/ops/plan/render-plan';
import type { Moto } from '../support/moto';
import { startMoto } from '../support/moto';
import { SECRETS } from '../support/plans/configurations';
import { golden, GOLDENS, reportOf } from '../support/plans/goldens';
import type { MadePlan } from '../support/plans/make-plans';
import { makePlans } from '../support/plans/make-plans';

describe('plan.md of plans by the real Terraform and the real provider', () => {
  let moto: Moto | undefined;
  let made = new Map<string, MadePlan>();

  beforeAll(async () => {
    moto = await startMoto();
    made = await makePlans(moto);
  }, 900_000);

  afterAll(() => moto?.stop());

  function plan(name: string): MadePlan {
    const found = made.get(name);
    if (found === undefined) throw new Error(`no plan ${name} was made`);
    return found;
  }

  // `pnpm test:update-goldens` writes them anew; nothing else does.
  it.each(GOLDENS)('is what was reviewed: %s', (name) => {
    expect(renderComment(reportOf(plan(name).plan))).toBe(golden(name));
  });

  it.each(GOLDENS)('holds no secret: %s', (name) => {
    const text = renderComment(reportOf(plan(name).plan));
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  it.each(GOLDENS)('agrees with terraform plan -detailed-exitcode: %s', (name) => {
    const { view } = reportOf(plan(name).plan);
    expect(exitCodeOf(view, [])).toBe(plan(name).exitCode);
  });
});
