import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { UserError } from '../../src/config/user-error';
import type { BadInput } from '../support/bad-input/bad-input';
import { Bench, NAMESPACE } from '../support/bad-input/bench';
import { CONFIGURATIONS, synthesize, wholeMessage } from '../support/bad-input/configurations';
import { COMMANDS, DOCUMENT, document, nameOf } from '../support/bad-input/document';
import { isRead } from '../support/bad-input/watched-aws';
import { committed } from '../support/config';

/** Each takes a second or more on a machine that does other things, too. */
jest.setTimeout(120_000);

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open();
});
afterAll(() => bench.close());

const NAMES = committed.stages.map(({ name }) => name);

/** The text with the stages that there are. */
const withStages = (says: string): string =>
  says
    .replaceAll('dev, staging, prod', NAMES.join(', '))
    .replaceAll(
      'image-service-dev, image-service-staging, image-service-prod',
      NAMES.map((name) => `image-service-${name}`).join(', '),
    );

describe('docs/bad-input.md', () => {
  it('has every case (`pnpm test:update-bad-input`)', () => {
    expect(readFileSync(DOCUMENT, 'utf8')).toBe(document());
  });

  it('has each case once', () => {
    const names = [
      ...CONFIGURATIONS.map(nameOf),
      ...Object.values(COMMANDS)
        .flat()
        .map((one) => JSON.stringify({ ...one, says: '' })),
    ];
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names.length).toBeGreaterThanOrEqual(80);
  });
});

describe('a bad configuration', () => {
  it.each(CONFIGURATIONS.map((one) => [nameOf(one), one] as const))('%s', (_, given) => {
    expect(() => {
      synthesize(given);
    }).toThrow(new UserError(wholeMessage(given)));
  });
});

/** Whether this machine lets its users mount what only they see; elsewhere those cases count as skipped. */
const [program, ...args] = NAMESPACE;
const hasNamespaces = spawnSync(program, [...args, 'true']).status === 0;
const canBe = ({ surroundings }: BadInput): boolean => surroundings === undefined || hasNamespaces;

describe.each(Object.entries(COMMANDS))('%s', (_, cases) => {
  const named = cases.map((one) => [`${one.what}: ${one.line}`, one] as const);

  it.each(named.filter(([, one]) => canBe(one)))('%s', async (_name, given) => {
    const { code, stdout, stderr, calls, touched } = await bench.run(given);
    // What a command is about to do is no error.
    expect(stderr.replace(/^[A-Z].* …\n/, '')).toBe(`${withStages(given.says)}\n`);
    expect(stdout).not.toMatch(/error/i);
    expect({ code, touched }).toEqual({ code: 1, touched: [] });
    expect(given.reads === true ? calls.filter((call) => !isRead(call)) : calls).toEqual([]);
  });

  for (const [name] of named.filter(([, one]) => !canBe(one))) {
    it.skip(`${name} (no namespaces of users and mounts here)`, () => undefined);
  }
});
