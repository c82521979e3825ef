import { writeFileSync } from 'node:fs';
import { DOCUMENT, document, messages } from './messages';

/** `pnpm test:update-messages` brings the list of messages up to date. */
writeFileSync(DOCUMENT, document(messages()));
