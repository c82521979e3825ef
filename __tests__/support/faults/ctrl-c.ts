import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@jest/globals';
import { childEnvironment } from '../../../src/config/environment';
import { STOPPED } from '../../../src/system/interrupts';
import { providerEnvironment } from '../../../src/terraform/provider-source';
import { STOPPING } from '../../../src/terraform/terraform';
import { Operator } from '../operator';
import type { SmallStage } from '../small-stage';
import { heldLocks, onAws } from '../snapshots';
import { stageClients } from '../stage-clients';
import { startTestAws } from '../test-aws';
import type { FaultResult } from './fault-case';
import { stopWhenHeld } from './stop-when-held';

const NAMES = Array.from('abcdefghij');
const TOPICS = NAMES.map((name) => `topic-${name}`);

const content = (value: string, topics: readonly string[]): SmallStage => ({
  aws: { parameters: Object.fromEntries(NAMES.map((name) => [name, value])), topics },
});

const DEPLOYED = content('before', []);

/** What cdktf is at when Ctrl-C comes: which call of it the local AWS holds, on the way from one stage to another. */
export const PHASES = {
  refresh: { command: 'deploy', to: DEPLOYED, operation: 'GetParameter' },
  create: { command: 'deploy', to: content('before', TOPICS), operation: 'CreateTopic' },
  modify: { command: 'deploy', to: content('after', []), operation: 'PutParameter' },
  destroy: { command: 'destroy', to: DEPLOYED, operation: 'DeleteParameter' },
} as const;

export type Phase = keyof typeof PHASES;

const FILE = 'small-stage.json';
const cdktf = (command: string): string =>
  `pnpm cdktf ${command} image-service-dev --auto-approve --app "node src/bundled.cjs __tests__/support/faults/small-stage-main.ts ${FILE}"`;

/**
 * Presses Ctrl-C in that phase of cdktf, each time at another call and on a local AWS that begins as the same; no
 * lock is left.
 */
export async function pressCtrlC(phase: Phase, times: number): Promise<FaultResult> {
  const { command, to, operation } = PHASES[phase];
  const run = onAws('bootstrapped', async ({ aws }) => {
    const env = childEnvironment(await providerEnvironment(aws.env), aws.env);
    const operator = new Operator(aws.directory, env, new Set());
    const write = (stage: SmallStage): void => {
      writeFileSync(path.join(operator.clone, FILE), JSON.stringify(stage));
    };
    write(DEPLOYED);
    expect(await operator.do(cdktf('deploy'))).toMatchObject({ code: 0 });
    write(to);
    for (let seed = 1; seed <= times; seed++) {
      const fork = await startTestAws(aws);
      operator.export('AWS_ENDPOINT_URL', fork.env.AWS_ENDPOINT_URL ?? '');
      const at = { operation, probability: 0.5, seed, count: 1 };
      const when = seed % 2 === 0 ? 'before' : 'after';
      const ended = await stopWhenHeld(fork, operator, cdktf(command), {
        ...{ signal: 'SIGINT', at: { ...at, when } },
      });
      const locks = await heldLocks(stageClients(fork.env));
      for (const said of [STOPPING, STOPPED]) expect(ended.stderr).toContain(said);
      expect({ seed, locks }).toEqual({ seed, locks: [] });
      await fork.stop();
    }
  });
  await run();
  return { ended: `stopped, ${times} of ${times}`, recovery: [], seen: 'no lock is left' };
}
