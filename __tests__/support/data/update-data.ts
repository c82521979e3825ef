import { writeFileSync } from 'node:fs';
import { DATA_DOCUMENT, dataDocument } from './document';

// `pnpm test:update-data`: writes what the suites expect to docs/data.md. Review the diff.
writeFileSync(DATA_DOCUMENT, dataDocument());
