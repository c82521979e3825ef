import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { z } from 'zod';
import { loadConfig } from '../src/config/load';
import { jsonAnswer, type Route } from './aws/call';
import { faultRules } from './aws/fault';
import { createGateway } from './aws/gateway';
import { HeldCalls } from './aws/held-calls';
import { LocalIssuer } from './aws/http-api/local-issuer';
import type { MotoServer } from './aws/moto';
import type { Evaluate } from './aws/rights/enforce';
import { Store } from './aws/store';
import {
  CONTROL_HEADER,
  IDENTITY_PATH,
  notedInstance,
  removeInstance,
  writeInstance,
} from './instance';
import { endMoto, forkMoto, startMotoProcess } from './moto-process';
import { seedAccounts } from './seed';

/** How often to see whether anybody can still find this server. */
const LOOK_MILLISECONDS = 2000;

/** The one argument of this program, as JSON. */
const startSchema = z.object({
  port: z.number(),
  dataDirectory: z.string(),
  id: z.string(),
  moto: z.object({ description: z.string(), python: z.string() }),
});

export type ServerStart = z.infer<typeof startSchema>;

const clockSchema = z.object({ advanceSeconds: z.number().positive() });
const claimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  sub: z.string(),
  scope: z.string().optional(),
});
const deletedSchema = z.object({ listedForSeconds: z.number().nonnegative() });

/** What every AWS of this server has in common: the first one and its forks. */
interface Shared {
  readonly id: string;
  readonly dataDirectory: string;
  /** Only who can read the note of this server has it. */
  readonly token: string;
  readonly codeDirectory: string;
  readonly evaluate: Evaluate | undefined;
}

/**
 * The program of a local AWS in the background: moto, the gateway before it, and a note of both.
 * @param evaluate judges the calls of roles; without it they may do everything.
 */
export function serve(evaluate?: Evaluate): void {
  const start = startSchema.parse(JSON.parse(process.argv[2] ?? ''));
  open(start, evaluate).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
}

async function open(
  { port, dataDirectory, id, moto: found }: ServerStart,
  evaluate: Evaluate | undefined,
): Promise<void> {
  const moto = await startMotoProcess(found, dataDirectory);
  const isNoted = (): boolean => notedInstance(dataDirectory)?.id === id;
  const end = (code: number): void => {
    if (isNoted()) removeInstance(dataDirectory);
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
  const codeDirectory = path.join(dataDirectory, 'functions');
  rmSync(codeDirectory, { recursive: true, force: true });
  const shared = { id, dataDirectory, token: randomUUID(), codeDirectory, evaluate };
  await openAws(port, moto, Store.restore(), shared);
  await seedAccounts(loadConfig(), port);
  writeInstance({
    id,
    token: shared.token,
    dataDirectory,
    pid: process.pid,
    port,
    startedAt: new Date().toISOString(),
    moto: { pid: moto.pid, port: moto.port, description: found.description },
  });
  // The clone may be deleted, or its data folder: then nobody could end this server any more.
  setInterval(() => {
    if (!isNoted()) end(0);
  }, LOOK_MILLISECONDS);
}

/**
 * Opens one AWS on a port, 0 for any that is free.
 * @returns the port.
 */
async function openAws(
  port: number,
  moto: MotoServer,
  store: Store,
  shared: Shared,
): Promise<number> {
  const { id, dataDirectory, token, codeDirectory, evaluate } = shared;
  const { settings } = store.data;
  const now = (): Date => new Date(Date.now() + settings.clockAheadSeconds * 1000);
  const issuer = new LocalIssuer(now);
  const held = new HeldCalls();
  const controls: Readonly<Record<string, (sent: unknown) => unknown>> = {
    // The gateway's clock is the system's, and what tests have put it forward.
    'POST /_local/clock': (sent) => {
      settings.clockAheadSeconds += clockSchema.parse(sent).advanceSeconds;
      return settings;
    },
    // Who has this server's token may call its APIs as anybody.
    'POST /_local/token': async (sent) => ({
      token: await issuer.token(claimsSchema.parse(sent)),
    }),
    // AWS's tagging API goes on listing what was deleted, for minutes or hours.
    'POST /_local/deleted-resources': (sent) => {
      settings.deletedListedSeconds = deletedSchema.parse(sent).listedForSeconds;
      return settings;
    },
    // Rules by which calls fail, in the place of those before, which are answered.
    'POST /_local/faults': (sent) => {
      const before = store.data.faults;
      store.data.faults = faultRules.parse(sent);
      return before;
    },
    // How many calls a fault holds.
    'POST /_local/held': () => ({ count: held.count }),
    'POST /_local/release': () => {
      held.release();
      return {};
    },
    // Nobody may be at work in it: moto's data and the gateway's are copied one after the other.
    'POST /_local/fork': async () => {
      const forked = await forkMoto(moto);
      return { port: await openAws(0, forked, Store.restore(store.snapshot()), shared) };
    },
    'POST /_local/end': async () => {
      await endMoto(moto);
      gateway.close();
      setImmediate(() => {
        gateway.closeAllConnections();
      });
      return {};
    },
  };
  const local: Route = async ({ method, target, headers, body }) => {
    if (target === IDENTITY_PATH) return jsonAnswer(200, { id, dataDirectory });
    const control = controls[`${method} ${target}`];
    if (control === undefined) return undefined;
    if (headers[CONTROL_HEADER] !== token) {
      const message = `The header ${CONTROL_HEADER} must hold this server's token.`;
      return jsonAnswer(403, { message });
    }
    const sent = (await body()).toString('utf8');
    try {
      return jsonAnswer(200, await control(sent === '' ? {} : JSON.parse(sent)));
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
      const reason = error instanceof SyntaxError ? error.message : z.prettifyError(error);
      const message = `The body of ${method} ${target} is not the JSON that it takes: ${reason}`;
      return jsonAnswer(400, { message });
    }
  };
  const gateway = createGateway({
    ...{ moto, store, codeDirectory, local, now, issuer, evaluate, held },
  });
  return listen(gateway, port);
}

async function listen(server: Server, port: number): Promise<number> {
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}
