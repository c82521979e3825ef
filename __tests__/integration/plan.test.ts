import { beforeAll, describe, expect, it } from '@jest/globals';
import { exitCodeOf } from '../../src/terraform/plan/gate';
import { renderComment } from '../../src/terraform/plan/render-plan';
import { startMoto } from '../support/moto';
import { SECRETS } from '../support/plans/configurations';
import { golden, GOLDENS, reportOf, storedPlans } from '../support/plans/goldens';
import { currentInputs } from '../support/plans/inputs';
import type { MadePlan } from '../support/plans/make-plans';
import { makePlans } from '../support/plans/make-plans';

describe('plan.md of plans by the real Terraform and the real provider', () => {
  let made = new Map<string, MadePlan>();

  // Terraform takes a minute for them, and makes the same from the same: stored ones do until then.
  beforeAll(async () => {
    made = storedPlans(await currentInputs()) ?? (await madeAnew());
  }, 900_000);

  function plan(name: string): MadePlan {
    const found = made.get(name);
    if (found === undefined) throw new Error(`no plan ${name} was made`);
    return found;
  }

  it.each(GOLDENS)('is what was reviewed, or `pnpm test:update-goldens` is due: %s', (name) => {
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

async function madeAnew(): Promise<Map<string, MadePlan>> {
  process.stderr.write(
    'Making the plans anew: what they are made from has changed. If they are still the same, `pnpm test:update-goldens` notes so.\n',
  );
  const moto = await startMoto();
  try {
    return await makePlans(moto);
  } finally {
    await moto.stop();
  }
}
