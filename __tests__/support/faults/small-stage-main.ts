import { readFileSync } from 'node:fs';
import { loadConfig } from '../../../src/config/load';
import { synthesizeSmallStage, type SmallStage } from '../small-stage';

/** The program that cdktf runs for a small dev: FILE, with its content as JSON. */
const content = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as SmallStage;
synthesizeSmallStage('dev', undefined, loadConfig().shared, content);
