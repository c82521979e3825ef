import { afterAll, describe, it, jest } from '@jest/globals';
import { PHASES, pressCtrlC, type Phase } from '../support/faults/ctrl-c';
import { writeDocument } from '../support/faults/document';
import type { FaultResult } from '../support/faults/fault-case';
import { runCase } from '../support/faults/run-case';
import { CASES } from './cases';

/** Terraform alone takes minutes, and many times that on a busy machine. */
jest.setTimeout(3_600_000);

const TIMES = 20;

const STOPS = (Object.keys(PHASES) as Phase[]).map((phase) => ({
  phase,
  name: `Ctrl-C in a ${phase} of cdktf, ${TIMES} times`,
}));

const seen = new Map<string, FaultResult>();

afterAll(() => {
  writeDocument(
    [...CASES, ...STOPS].map(({ name }) => name),
    seen,
  );
});

/** Keeps what a case came to, be it that it failed. */
async function note(name: string, result: Promise<FaultResult>): Promise<void> {
  seen.set(name, { ended: '', recovery: [], seen: '**it failed**' });
  const got = await result.catch((error: unknown) => {
    process.stderr.write(`${name}: ${String(error).slice(0, 300)}\n`);
    throw error;
  });
  process.stderr.write(`${name}: ${[got.ended, ...got.recovery].join('; ')}\n`);
  seen.set(name, got);
}

describe('dev', () => {
  it.concurrent.each(CASES)('$name', (given) => note(given.name, runCase(given)));
});

describe('a small stage', () => {
  it.concurrent.each(STOPS)('$name', ({ name, phase }) => note(name, pressCtrlC(phase, TIMES)));
});
