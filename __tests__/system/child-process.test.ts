import { spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { runChild } from '../../src/system/child-process';
import { sayOnce, sendSignal, watchInterrupts } from '../../src/system/interrupts';
import { BUNDLED } from '../../src/system/project';
import { runTerraform, STOPPING } from '../../src/terraform/terraform';
import { program, temporaryDirectory } from '../support/temporary';

const onInterrupt = (pid: number): void => {
  sendSignal(pid, 'SIGINT');
};

/** Like Terraform: ends in order at the first SIGINT, gives up at the second. */
const PATIENT = `
trap 'echo interrupted; n=$((n+1)); [ "$n" = 2 ] && exit 7' INT
n=0; echo ready
while [ ! -e released ]; do sleep 0.05; done
exit 1`;

const waitFor = async (condition: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 500 && !condition(); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe('runChild', () => {
  it('returns the exit code and what was captured', async () => {
    const result = await runChild('sh', ['-c', 'echo out; echo err >&2; exit 3'], {
      cwd: temporaryDirectory(),
      output: 'captured',
      onInterrupt,
    });
    expect(result).toEqual({ code: 3, interrupted: false, output: 'out\nerr\n' });
  });

  it('hands over what the child says, as it comes', async () => {
    let said = '';
    const result = await runChild('sh', ['-c', 'echo out; echo err >&2'], {
      cwd: temporaryDirectory(),
      output: (text) => (said += text),
      onInterrupt,
    });
    expect([result.output, said]).toEqual(['out\nerr\n', 'out\nerr\n']);
  });

  it('begins nothing while others are being stopped', async () => {
    const stopWatching = watchInterrupts(() => undefined);
    const run = () =>
      runChild('sh', ['-c', 'echo out'], {
        cwd: temporaryDirectory(),
        output: 'captured',
        onInterrupt,
      });
    process.emit('SIGINT');
    expect(await run()).toEqual({ code: 130, interrupted: true, output: '' });
    stopWatching();
    expect(await run()).toEqual({ code: 0, interrupted: false, output: 'out\n' });
  });

  it('gives the child the environment that it is given, and no other', async () => {
    const result = await runChild('/bin/sh', ['-c', 'echo "$A-$HOME"'], {
      cwd: temporaryDirectory(),
      env: { A: '1' },
      output: 'captured',
      onInterrupt,
    });
    expect(result.output).toBe('1-\n');
  });

  it('passes on that there is no such program', async () => {
    const cwd = temporaryDirectory();
    await expect(runChild('no-such-program', [], { cwd, onInterrupt })).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it('waits for an interrupted child, and answers 130 whatever that makes of it', async () => {
    const pids: number[] = [];
    const running = runChild('sh', ['-c', `trap 'exit 0' INT; while :; do sleep 0.05; done`], {
      cwd: temporaryDirectory(),
      onInterrupt: (pid, presses) => {
        pids.push(presses);
        sendSignal(pid, 'SIGINT');
      },
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.emit('SIGINT');
    expect(await running).toEqual({ code: 130, interrupted: true, output: '' });
    expect(pids).toEqual([1]);
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});

describe('a command that ends by a fault of its own', () => {
  it('lets its Terraform go on: it is interrupted, and says what it likes', async () => {
    const cwd = temporaryDirectory();
    program(
      cwd,
      'terraform',
      `trap 'echo interrupted || exit 9; sleep 0.2; echo more || exit 9; touch released; exit 1' INT
touch ready
while :; do sleep 0.05; done`,
    );
    const script = path.join(__dirname, '..', 'support', 'crash-while-running.ts');
    const { status, stderr } = spawnSync(process.execPath, [BUNDLED, script, cwd, 'fails'], {
      env: { PATH: `${cwd}:/usr/bin:/bin` },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringContaining('a fault of our own'),
    });
    const released = (): boolean => existsSync(path.join(cwd, 'released'));
    await waitFor(released);
    expect(released()).toBe(true);
  });
});

describe('a command that is killed', () => {
  it.each(['captured', 'shown'])('leaves its Terraform to end in order, %s', async (output) => {
    const cwd = temporaryDirectory();
    program(
      cwd,
      'terraform',
      'touch ready; while [ ! -e killed ]; do sleep 0.05; done; echo more; touch released',
    );
    const script = path.join(__dirname, '..', 'support', 'crash-while-running.ts');
    const command = spawn(process.execPath, [BUNDLED, script, cwd, output], {
      env: { PATH: `${cwd}:/usr/bin:/bin` },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await waitFor(() => existsSync(path.join(cwd, 'ready')));
    const ended = new Promise((resolve) => command.once('exit', resolve));
    command.kill('SIGKILL');
    await ended;
    command.stdout.destroy();
    writeFileSync(path.join(cwd, 'killed'), '');
    const released = (): boolean => existsSync(path.join(cwd, 'released'));
    await waitFor(released);
    expect(released()).toBe(true);
  });
});

describe('watchInterrupts', () => {
  it('takes signals within a second for one', () => {
    const now = jest.spyOn(performance, 'now');
    const presses: number[] = [];
    const stop = watchInterrupts((count) => presses.push(count));
    for (const time of [5000, 5010, 5900, 6100]) {
      now.mockReturnValue(time);
      process.emit('SIGINT');
    }
    stop();
    now.mockRestore();
    expect(presses).toEqual([1, 2]);
  });
});

describe('sayOnce', () => {
  it('says the same about all that one press stops, and about the next press again', () => {
    const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const now = jest.spyOn(performance, 'now');
    for (const time of [2000, 2100, 4000]) {
      now.mockReturnValue(time);
      sayOnce('Stopping');
    }
    expect(said.mock.calls).toEqual([['\nStopping'], ['\nStopping']]);
    now.mockRestore();
    said.mockRestore();
  });
});

describe('runTerraform', () => {
  const run = (script: string) => {
    const cwd = temporaryDirectory();
    program(cwd, 'terraform', script);
    const env = { PATH: `${cwd}:/usr/bin:/bin` };
    return runTerraform(['plan', '-out=x'], { cwd, env, output: 'captured' });
  };

  it('never lets Terraform ask', async () => {
    const { output } = await run('echo "$TF_INPUT $TF_IN_AUTOMATION $CHECKPOINT_DISABLE"');
    expect(output).toBe('0 1 1\n');
  });

  it('shows what a failed one said', async () => {
    await expect(run('echo "Error: no"; exit 1')).rejects.toThrow(
      '`terraform plan` failed (exit code 1); it said:\nError: no',
    );
  });

  it('takes an expected code for an answer', async () => {
    const cwd = temporaryDirectory();
    program(cwd, 'terraform', 'exit 2');
    const env = { PATH: `${cwd}:/usr/bin:/bin` };
    const result = await runTerraform(['plan'], { cwd, env, expectedCodes: [0, 2] });
    expect(result.code).toBe(2);
  });

  it('interrupts once, says so, waits, and interrupts again when told again', async () => {
    const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const now = jest.spyOn(performance, 'now').mockReturnValue(10_000);
    const running = run(PATIENT).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 300));
    process.emit('SIGINT');
    process.emit('SIGTERM');
    await waitFor(() => said.mock.calls.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    now.mockReturnValue(20_000);
    process.emit('SIGINT');
    expect(await running).toMatchObject({ name: 'Interrupted' });
    expect(said.mock.calls).toEqual([[`\n${STOPPING}`]]);
    now.mockRestore();
    said.mockRestore();
  });
});
