import { writeFileSync } from 'node:fs';
import { DOCUMENT, document } from './document';

writeFileSync(DOCUMENT, document());
