import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CdktfStopper } from '../../src/cdktf/stop-cdktf';
import type { RunningProcess } from '../../src/system/processes';

const CDKTF = 10;

/** A cdktf whose children the test sets, and the signals that it gets. */
function machine() {
  const state = { family: [] as RunningProcess[], signals: [] as string[], said: [] as string[] };
  const stopper = new CdktfStopper({
    family: () => state.family,
    send: (pid, signal) => state.signals.push(`${pid} ${signal}`),
    say: (line) => state.said.push(line),
  });
  return { state, stopper };
}

const child = (pid: number, name: string): RunningProcess => ({ pid, parent: CDKTF, name });
const TERRAFORM = child(11, 'terraform');
const APP = child(12, 'node');

const interesting = (signals: readonly string[]): string[] =>
  signals.filter((signal) => !/STOP|CONT/.test(signal));

describe('CdktfStopper', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('interrupts Terraform only, and once', () => {
    const { state, stopper } = machine();
    state.family = [TERRAFORM, APP];
    stopper.press(CDKTF, 1);
    jest.advanceTimersByTime(2000);
    stopper.end();
    expect(interesting(state.signals)).toEqual(['11 SIGINT']);
    expect(state.said).toEqual([
      'Stopping: waiting for Terraform to finish its step and release the state lock (press Ctrl-C again to force)',
    ]);
  });

  it('holds cdktf still while it looks', () => {
    const { state, stopper } = machine();
    state.family = [TERRAFORM];
    stopper.press(CDKTF, 1);
    stopper.end();
    expect(state.signals).toEqual(['10 SIGSTOP', '11 SIGINT', '10 SIGCONT']);
  });

  it('interrupts a Terraform that cdktf starts later', () => {
    const { state, stopper } = machine();
    state.family = [TERRAFORM];
    stopper.press(CDKTF, 1);
    state.family = [];
    jest.advanceTimersByTime(500);
    state.family = [child(13, 'terraform')];
    jest.advanceTimersByTime(500);
    stopper.end();
    expect(interesting(state.signals)).toEqual(['11 SIGINT', '13 SIGINT']);
  });

  it('ends cdktf when no Terraform runs', () => {
    const { state, stopper } = machine();
    state.family = [APP];
    stopper.press(CDKTF, 1);
    stopper.end();
    expect(interesting(state.signals)).toEqual(['12 SIGTERM', '10 SIGTERM']);
  });

  it('kills one that does not end when told to', () => {
    const { state, stopper } = machine();
    stopper.press(CDKTF, 1);
    jest.advanceTimersByTime(1000);
    expect(interesting(state.signals)).not.toContain('10 SIGKILL');
    jest.advanceTimersByTime(500);
    stopper.end();
    expect(interesting(state.signals)).toContain('10 SIGKILL');
  });

  it('ends a cdktf that stays on long after its Terraform', () => {
    const { state, stopper } = machine();
    state.family = [TERRAFORM];
    stopper.press(CDKTF, 1);
    state.family = [];
    jest.advanceTimersByTime(1400);
    expect(interesting(state.signals)).toEqual(['11 SIGINT']);
    jest.advanceTimersByTime(2000);
    stopper.end();
    expect(interesting(state.signals)).toContain('10 SIGTERM');
  });

  it('interrupts again when told again, and then ends everything', () => {
    const { state, stopper } = machine();
    state.family = [TERRAFORM];
    stopper.press(CDKTF, 1);
    stopper.press(CDKTF, 2);
    stopper.press(CDKTF, 3);
    stopper.end();
    expect(interesting(state.signals)).toEqual([
      '11 SIGINT',
      '11 SIGINT',
      '11 SIGKILL',
      '10 SIGKILL',
    ]);
  });
});
