import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { keepErroredState } from '../../src/terraform/errored-state';
import { inCdktfRun, inRunFolder } from '../../src/terraform/run-folder';
import { startOf } from '../../src/system/processes';
import { PROJECT_ROOT } from '../../src/system/project';
import { temporaryDirectory, write } from '../support/temporary';

/** No process has it. */
const ENDED = 999_999_999;

const fail = (): never => {
  throw new Error('nothing is kept yet');
};

const aws = `run-folder-test-${process.pid}@aws`;

test('every run has a folder of its own, which is gone afterwards', async () => {
  const runs = temporaryDirectory();
  const folders = await Promise.all(
    [1, 2].map((run) =>
      inRunFolder(
        async (folder) => {
          write(folder, 'stacks/dev/plan', String(run));
          await new Promise((resolve) => setTimeout(resolve, 50));
          expect(readFileSync(path.join(folder, 'stacks/dev/plan'), 'utf8')).toBe(String(run));
          return folder;
        },
        aws,
        runs,
      ),
    ),
  );
  expect(new Set(folders).size).toBe(2);
  await expect(inRunFolder(() => Promise.reject(new Error('no')), aws, runs)).rejects.toThrow('no');
  expect(readdirSync(runs)).toEqual([]);
});

test('what killed runs left is removed, though a process has their id again; the folder of a running one is not', async () => {
  const runs = temporaryDirectory();
  const living = `${process.ppid}-${startOf(process.ppid) ?? ''}-1@aws-b`;
  write(runs, `${ENDED}-1-1@aws-a/stacks/dev/plan`);
  write(runs, `${living}/stacks/dev/plan`);
  write(runs, `${process.ppid}-1-1@aws-c/stacks/dev/plan`);
  await inRunFolder(() => Promise.resolve(), aws, runs);
  expect(readdirSync(runs)).toEqual([living]);
});

test('a state that the Terraform of a killed run could not upload is kept', async () => {
  const kept = path.join(PROJECT_ROOT, '.errored-states', aws);
  const runs = temporaryDirectory();
  write(runs, `${ENDED}-1-${aws}-a/stacks/image-service-dev/errored.tfstate`, '{"serial":7}');
  await inRunFolder(() => Promise.resolve(), aws, runs);
  try {
    expect(readdirSync(runs)).toEqual([]);
    expect(readdirSync(kept)).toEqual(['image-service-dev-7.tfstate']);
  } finally {
    rmSync(kept, { recursive: true, force: true });
  }
});

describe("cdktf's runs, whose stacks' folders stay", () => {
  const kept = (name: string): string => path.join(PROJECT_ROOT, '.errored-states', name);
  const other = aws.replace('@', '-other@');
  const FILE = 'image-service-dev/errored.tfstate';

  afterEach(() => {
    for (const name of [aws, other]) rmSync(kept(name), { recursive: true, force: true });
  });

  test('keep the state that Terraform could not upload, and tell of it', async () => {
    const [runs, stacks] = [temporaryDirectory(), temporaryDirectory()];
    const tell = jest.fn();
    const work = (): Promise<never> => {
      write(stacks, FILE, '{"serial":7}');
      return Promise.reject(new Error('session'));
    };
    await expect(inCdktfRun(work, { stacks, aws, tell }, runs)).rejects.toThrow('session');
    const file = path.join(kept(aws), 'image-service-dev-7.tfstate');
    expect(tell.mock.calls).toEqual([[{ stack: 'image-service-dev', file }]]);
    expect(readdirSync(runs)).toEqual([]);
    expect(readdirSync(stacks)).toEqual(['image-service-dev']);
  });

  test('keep it where they are killed, by the next run, for the AWS that they worked on', async () => {
    const [runs, stacks] = [temporaryDirectory(), temporaryDirectory()];
    await inCdktfRun(
      () => {
        // What a kill leaves: the folder of a process that is no more.
        const [name = ''] = readdirSync(runs);
        cpSync(path.join(runs, name), path.join(runs, name.replace(/^\d+/, String(ENDED))), {
          recursive: true,
          verbatimSymlinks: true,
        });
        return Promise.resolve();
      },
      { stacks, aws: other, tell: fail },
      runs,
    );
    write(stacks, FILE, '{"serial":7}');
    await inRunFolder(() => Promise.resolve(), aws, runs);
    expect(existsSync(kept(aws))).toBe(false);
    expect(readdirSync(kept(other))).toEqual(['image-service-dev-7.tfstate']);
    expect(readdirSync(runs)).toEqual([]);
    expect(readdirSync(stacks)).toEqual(['image-service-dev']);
  });
});

test('a state that cannot be kept stays where Terraform left it, and where that is is said', async () => {
  const kept = path.join(PROJECT_ROOT, '.errored-states', aws);
  const runs = temporaryDirectory();
  let left = '';
  // Where its folder is to be.
  write(path.dirname(kept), aws, 'a file');
  try {
    const run = inRunFolder(
      (folder) => {
        const directory = path.join(folder, 'stacks/image-service-dev');
        left = write(directory, 'errored.tfstate', '{"serial":7}');
        keepErroredState(directory, 'image-service-dev', aws);
        return Promise.resolve();
      },
      aws,
      runs,
    );
    await expect(run).rejects.toThrow(`recorded only in ${left}`);
    expect(readFileSync(left, 'utf8')).toBe('{"serial":7}');
  } finally {
    rmSync(kept, { recursive: true, force: true });
  }
});

test('a folder in which a Terraform still works is left until that has ended', async () => {
  const runs = temporaryDirectory();
  const file = write(runs, `${ENDED}-1-1@aws-a/stacks/dev/plan`);
  // Of a cdktf: the folders of its stacks are elsewhere.
  const linked = `${ENDED}-1-1@aws-b`;
  mkdirSync(path.join(runs, linked));
  symlinkSync(path.dirname(path.dirname(file)), path.join(runs, linked, 'stacks'));
  const bin = temporaryDirectory();
  symlinkSync('/bin/sleep', path.join(bin, 'terraform'));
  const terraform = spawn(path.join(bin, 'terraform'), ['60'], { cwd: path.dirname(file) });
  await new Promise((resolve) => terraform.once('spawn', resolve));
  await inRunFolder(() => Promise.resolve(), aws, runs);
  expect([existsSync(file), readdirSync(runs).includes(linked)]).toEqual([true, true]);
  const ended = new Promise((resolve) => terraform.once('close', resolve));
  terraform.kill();
  await ended;
  await inRunFolder(() => Promise.resolve(), aws, runs);
  expect(existsSync(file)).toBe(false);
});
