import { writeFileSync } from 'node:fs';
import { reportAndFail } from '../../../src/config/user-error';
import { renderComment } from '../../../src/ops/plan/render-plan';
import { startMoto } from '../moto';
import { FIXTURES, fixtureFile, goldenFile, GOLDENS, reportOf } from './goldens';
import { makePlans } from './make-plans';

/** `pnpm test:update-goldens`: makes the plans anew and writes what they render to. Review the diff. */
async function update(): Promise<void> {
  const moto = await startMoto();
  try {
    const made = await makePlans(moto);
    for (const name of GOLDENS) {
      const plan = made.get(name)?.plan;
      if (plan === undefined) throw new Error(`no plan ${name} was made`);
      writeFileSync(goldenFile(name), renderComment(reportOf(plan)));
      if ((FIXTURES as readonly string[]).includes(name)) {
        writeFileSync(fixtureFile(name), `${JSON.stringify(plan, null, 1)}\n`);
      }
    }
  } finally {
    await moto.stop();
  }
}

update().catch(reportAndFail);
