import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import { z } from 'zod';
import { loadConfig } from '../src/config/load';
import { createGateway } from './gateway/gateway';
import { notedInstance, removeInstance, writeInstance } from './instance';
import { startMoto } from './moto-process';
import { seedAccounts } from './seed';

/** How often to see whether anybody can still find this server. */
const LOOK_MILLISECONDS = 2000;

/** The one argument of this program, as JSON. */
const startSchema = z.object({
  port: z.number(),
  dataDirectory: z.string(),
  token: z.string(),
  moto: z.object({
    description: z.string(),
    command: z.string(),
    args: z.array(z.string()).readonly(),
  }),
});

export type ServerStart = z.infer<typeof startSchema>;

/** The local AWS in the background: moto, the gateway before it, and a note of both. */
async function serve(start: ServerStart): Promise<void> {
  const { port, dataDirectory, token } = start;
  const moto = await startMoto(start.moto, dataDirectory);
  const isNoted = (): boolean => notedInstance(dataDirectory)?.token === token;
  const end = (code: number): void => {
    if (isNoted()) removeInstance(dataDirectory);
    moto.child.kill('SIGTERM');
    process.exit(code);
  };
  process.on('SIGTERM', () => {
    end(0);
  });
  process.on('uncaughtException', (error) => {
    console.error(error);
    end(1);
  });
  moto.child.once('exit', (code) => {
    console.error(`moto ended with exit code ${String(code)}; so does the local AWS.`);
    end(1);
  });
  // moto begins empty every time; what the gateway adds has to as well.
  const dataFile = path.join(dataDirectory, 'cloudfront.json');
  rmSync(dataFile, { force: true });
  const identity = { token, dataDirectory };
  const gateway = createGateway({ motoUrl: moto.url, dataFile, identity });
  await listen(gateway, port);
  await seedAccounts(loadConfig(), port);
  writeInstance({
    token,
    dataDirectory,
    pid: process.pid,
    port,
    startedAt: new Date().toISOString(),
    moto: { pid: moto.pid, port: moto.port, description: start.moto.description },
  });
  // The clone may be deleted, or its data folder: then nobody could end this server any more.
  setInterval(() => {
    if (!isNoted()) end(0);
  }, LOOK_MILLISECONDS);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

serve(startSchema.parse(JSON.parse(process.argv[2] ?? ''))).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
