import path from 'node:path';
import { localPort } from '../src/config/environment';
import type { Environment } from '../src/config/environment';
import { PROJECT_ROOT } from '../src/system/project';

const DEFAULT_PORT = 4580;

/** Where one local AWS lives. Two of them differ in both. */
export interface LocalSettings {
  readonly port: number;
  /** Logs, the gateway's data, and the note of the running server. */
  readonly dataDirectory: string;
}

/** This clone's local AWS. */
export const localSettings = (env?: Environment): LocalSettings => ({
  port: localPort(env) ?? DEFAULT_PORT,
  dataDirectory: path.join(PROJECT_ROOT, '.local-aws'),
});

/** Where a local AWS answers. */
export const endpoint = (port: number): string => `http://127.0.0.1:${port}`;

/** Where the local AWS serves the distribution that has this alias. */
export const distributionAddress = (alias: string, port: number): string =>
  `http://${alias}.cloudfront.localhost:${port}`;

export const logFile = (dataDirectory: string): string => path.join(dataDirectory, 'server.log');
