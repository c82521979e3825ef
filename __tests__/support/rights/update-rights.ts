import { writeFileSync } from 'node:fs';
import { reportAndFail } from '../../../src/config/user-error';
import { RIGHTS_DOCUMENT, rightsDocument } from './document';
import { rightsMatrix } from './matrix';
import { synthesizeStages } from './stages';

/** `pnpm test:update-rights`: writes what the simulation allows to docs/rights.md. Review the diff. */
async function update(): Promise<void> {
  const { access, stages } = synthesizeStages();
  writeFileSync(RIGHTS_DOCUMENT, rightsDocument(await rightsMatrix(access, stages)));
}

update().catch(reportAndFail);
