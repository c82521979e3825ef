import { readFileSync, writeFileSync } from 'node:fs';
import { DOCUMENT, withTables } from './document';

/** `pnpm docs:scaling` calculates the tables of docs/scaling.md anew. */
writeFileSync(DOCUMENT, withTables(readFileSync(DOCUMENT, 'utf8')));
