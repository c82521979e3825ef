import { reportAndFail } from '../../../src/config/user-error';
import { startMoto } from '../moto';
import { storePlans } from './goldens';
import { currentInputs } from './inputs';
import { makePlans } from './make-plans';

/** `pnpm test:update-goldens`: makes the plans anew and writes what they render to. Review the diff. */
async function update(): Promise<void> {
  const moto = await startMoto();
  try {
    storePlans(await makePlans(moto), await currentInputs());
  } finally {
    await moto.stop();
  }
}

update().catch(reportAndFail);
