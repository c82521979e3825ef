import { readFileSync, writeFileSync } from 'node:fs';
import { DOCUMENT, withTables } from './document';

/** `node src/bundled.cjs src/guardrails/update-document.ts` brings the document up to date. */
writeFileSync(DOCUMENT, withTables(readFileSync(DOCUMENT, 'utf8')));
