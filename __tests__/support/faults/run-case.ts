import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import type { FaultRule } from '../../../local/aws/fault';
import { childEnvironment } from '../../../src/config/environment';
import { providerEnvironment } from '../../../src/terraform/provider-source';
import type { Ended } from '../commands';
import { Operator, sayYes } from '../operator';
import { heldLocks, onAws, type Case } from '../snapshots';
import { control } from '../test-aws';
import type { FaultCase, FaultResult, Recovery } from './fault-case';
import { counts, EXPECTED, lasting, putData } from './lasting';
import { damageState, moveState } from './state-damage';
import { stopWhenHeld } from './stop-when-held';

/** By which command a case does what it does. */
const COMMANDS = {
  cdktf: {
    deploy: 'pnpm cdktf deploy image-service-dev',
    destroy: 'pnpm cdktf destroy image-service-dev',
  },
  ops: { deploy: 'pnpm ops deploy dev', destroy: 'pnpm ops destroy dev' },
} as const;

/** What a change changes: a subnet is made, log groups and a parameter are modified. */
const CHANGES = [
  ["availabilityZones: ['a', 'b']", "availabilityZones: ['a', 'b', 'c']"],
  ['logRetentionDays: 14', 'logRetentionDays: 30'],
] as const;

/** And subscriptions are made. */
const EMAILS = 'one@lego-api.com,two@lego-api.com';

/** No person is to be shown one. */
const STACK_TRACE = /^ +at .*(?:\.[cm]?[jt]s|node:)/m;

/** How often the runbook is gone through before a case is given up. */
const ROUNDS = 3;

interface Situation extends Case {
  readonly given: FaultCase;
  readonly operator: Operator;
  readonly bucket: string;
  /** Without confirmation, which `follow` adds. */
  readonly command: string;
  readonly done: Recovery[];
}

/** Runs a case on a local AWS of its own, takes the runbook's ways back, and expects that nothing is amiss then. */
export async function runCase(given: FaultCase): Promise<FaultResult> {
  let result: FaultResult | undefined;
  const run = onAws(given.command === 'deploy' ? 'bootstrapped' : 'deployed', async (on) => {
    result = await runOn(on, given);
  });
  await run();
  if (result === undefined) throw new Error('the case has no result');
  return result;
}

async function runOn(on: Case, given: FaultCase): Promise<FaultResult> {
  const { aws, clients } = on;
  const situation = await prepare(on, given);
  const { bucket, done } = situation;
  const before = given.command === 'change' ? await lasting(clients) : undefined;
  if (given.damage !== undefined) await damageState(given.damage, clients, bucket);
  if (given.faults !== undefined) await control(aws, 'faults', given.faults);
  const ends = await runCommands(situation);
  const rules = (await control(aws, 'faults', [])) as readonly FaultRule[];
  if (given.faults !== undefined) expect(rules.some(({ applied }) => applied > 0)).toBe(true);
  const ended = await checkEnds(situation, ends);
  await recover(
    situation,
    ends.every(({ code }) => code === 0),
  );
  await expectInOrder(situation, before);
  if (given.recovery !== undefined) expect(done).toEqual(given.recovery);
  return { ended, recovery: done, seen: SEEN[given.command] };
}

async function prepare(on: Case, given: FaultCase): Promise<Situation> {
  const { aws, clients } = on;
  const bucket = `image-service-state-${randomUUID()}`;
  const settings = {
    IMAGE_SERVICE_STATE_BUCKET_NAME: bucket,
    IMAGE_SERVICE_DEV_ALARM_EMAILS: given.command === 'change' ? EMAILS : '',
  };
  await clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await clients.s3.send(
    new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }),
  );
  const env = childEnvironment({ ...(await providerEnvironment(aws.env)), ...settings }, aws.env);
  const operator = new Operator(aws.directory, env, new Set());
  const kind = given.command === 'destroy' ? 'destroy' : 'deploy';
  const situation = { ...on, given, operator, bucket, command: COMMANDS[given.by][kind], done: [] };
  if (given.command !== 'deploy') {
    await moveState(clients, bucket);
    await putData(clients);
  }
  if (given.command === 'change') change(operator);
  return situation;
}

function change({ clone }: Operator): void {
  const file = path.join(clone, 'src', 'config', 'stages.ts');
  let text = readFileSync(file, 'utf8');
  // The first of each is dev's.
  for (const [from, to] of CHANGES) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  writeFileSync(file, text);
}

async function runCommands({ given, aws, operator, command }: Situation): Promise<Ended[]> {
  const { stop, atOnce = 1 } = given;
  const line = command + sayYes(command);
  if (stop !== undefined) {
    return [await stopWhenHeld(aws, operator, line, stop)];
  }
  const each = Array.from({ length: atOnce }, (_, index) =>
    // cdktf works in one folder; each of those who deploy has a clone of their own.
    operator.do(atOnce > 1 && given.by === 'cdktf' ? `${line} --output cdktf.out.${index}` : line),
  );
  return Promise.all(each);
}

/** How the commands ended is as expected: of several at once, at least one ends well. */
async function checkEnds(on: Situation, all: readonly Ended[]): Promise<string> {
  const { ends, atOnce = 1 } = on.given;
  const texts = all.map(({ code, stdout, stderr }) =>
    code === 0 ? 'well' : stripVTControlCharacters(stdout + stderr),
  );
  const failed = texts.filter((text) => text !== 'well');
  for (const text of failed) expect(text).not.toMatch(STACK_TRACE);
  const [first = ''] = failed;
  switch (ends) {
    case 'killed':
      expect(all.map(({ code }) => code)).toEqual([null]);
      return ends;
    case 'stopped':
      // The exit code is the shell's, which hears the signal too.
      expect({ output: first, locks: await locksOf(on) }).toEqual({
        ...{ output: expect.stringContaining('Stopped.'), locks: [] },
      });
      return ends;
    case 'well':
      expect(texts).toEqual(all.map(() => 'well'));
      return ends;
    case 'any':
      for (const text of failed) expect(text).toMatch(/^\W*(?:\S+ +)?Error: /m);
      return failed.length === 0 ? 'well' : errorLine(first, /Error: /);
    default:
      expect(failed).toEqual(failed.map(() => expect.stringMatching(ends)));
      // Of several at once, who begins late finds nothing to do.
      expect(failed.length).toBeGreaterThan(0);
      if (atOnce > 1) expect(failed.length).toBeLessThan(atOnce);
      return errorLine(first, ends);
  }
}

const locksOf = ({ clients, bucket }: Situation): Promise<string[]> => heldLocks(clients, bucket);

/** The line that an error is recognized by, as plain text. */
function errorLine(text: string, pattern: RegExp): string {
  const lines = text.split('\n').map((line) => line.replace(/^[│╷╵\s]+/, ''));
  return lines.find((line) => pattern.test(line)) ?? 'on several lines';
}

/** Goes by the runbook until the command ends well. */
async function recover(on: Situation, isFinished: boolean): Promise<void> {
  const { operator, done, command, given } = on;
  let isDone = isFinished;
  for (let round = 0; round < ROUNDS && !isDone; round++) {
    if ((await locksOf(on)).length > 0) await unlock(on);
    const problem = (await operator.follow('pnpm ops state list')).stdout;
    if (/^dev: /m.test(problem)) await restore(on);
    if (given.command !== 'destroy') await importLost(on);
    done.push('again');
    const { code } = await (given.by === 'cdktf' && given.command === 'destroy'
      ? operator.do(command + sayYes(command))
      : operator.follow(command));
    isDone = code === 0;
  }
  expect(isDone).toBe(true);
}

async function unlock({ operator, done }: Situation): Promise<void> {
  const { stdout } = await operator.follow('pnpm ops state lock dev');
  const [, id = ''] = /id +(\S+)/.exec(stdout) ?? [];
  expect(await operator.follow('pnpm ops state unlock dev <id>', { id })).toMatchObject({
    code: 0,
  });
  done.push('unlock');
}

/** Makes the newest version the current one that can be read. */
async function restore({ operator, done }: Situation): Promise<void> {
  const { stdout } = await operator.follow('pnpm ops state history dev');
  const [, version = ''] = /(\d+) +\d{4}-\d\d-\d\d /.exec(stdout) ?? [];
  const restored = await operator.follow('pnpm ops state restore dev <version>', { version });
  expect(restored).toMatchObject({ code: 0 });
  done.push('restore the state');
}

/** Pushes a state that was kept, then imports what no state knows. */
async function importLost({ operator, done }: Situation): Promise<void> {
  let planned = await operator.follow('pnpm ops recover dev --out plan-dev');
  if (planned.stderr.includes('Push it: pnpm ops state push-errored')) {
    expect(await operator.follow('pnpm ops state push-errored dev')).toMatchObject({ code: 0 });
    done.push('push the state');
    planned = await operator.follow('pnpm ops recover dev --out plan-dev');
  }
  if (!/^import /m.test(planned.stdout)) return;
  const applied = await operator.follow('pnpm ops apply dev --plan plan-dev');
  expect({ ...planned, ...applied }).toMatchObject({ code: 0 });
  done.push('recover');
}

/** Deletes what was made twice, by the commands that `recover` prints; then it finds nothing. */
async function removeDoubles({ operator, done }: Situation): Promise<void> {
  const found = await operator.follow('pnpm ops recover dev');
  if (found.code === 0) return;
  for (const [, removal = ''] of found.stdout.matchAll(/^ {2}(aws .*)/gm)) {
    expect(await operator.do(removal)).toMatchObject({ code: 0 });
  }
  done.push('delete what is there twice');
  expect(await operator.follow('pnpm ops recover dev')).toMatchObject({ code: 0 });
}

async function expectInOrder(on: Situation, before: object | undefined): Promise<void> {
  const { clients, operator, given } = on;
  expect(await locksOf(on)).toEqual([]);
  await removeDoubles(on);
  expect(await counts(clients)).toEqual(EXPECTED[given.command]);
  if (before !== undefined) expect(await lasting(clients)).toEqual(before);
  if (given.command === 'destroy') return;
  const planned = await operator.follow('pnpm ops plan dev');
  expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining('No changes') });
}

const SEEN = {
  deploy: 'empty plan, no orphan',
  change: 'empty plan, no orphan, data and ids as before',
  destroy: 'nothing is left',
} as const;
