import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { keepErroredState } from '../../src/terraform/errored-state';
import { inRunFolder } from '../../src/terraform/run-folder';
import { PROJECT_ROOT } from '../../src/system/project';
import { temporaryDirectory, write } from '../support/temporary';

/** No process has it. */
const ENDED = 999_999_999;

const aws = `http_run-folder-test-${process.pid}`;
const ENV = { AWS_ENDPOINT_URL: `http://run-folder-test-${process.pid}` };

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
        {},
        runs,
      ),
    ),
  );
  expect(new Set(folders).size).toBe(2);
  await expect(inRunFolder(() => Promise.reject(new Error('no')), {}, runs)).rejects.toThrow('no');
  expect(readdirSync(runs)).toEqual([]);
});

test('what killed runs left is removed, the folder of a running one is not', async () => {
  const runs = temporaryDirectory();
  write(runs, `${ENDED}-aws-a/stacks/dev/plan`);
  write(runs, `${process.ppid}-aws-b/stacks/dev/plan`);
  await inRunFolder(() => Promise.resolve(), {}, runs);
  expect(readdirSync(runs)).toEqual([`${process.ppid}-aws-b`]);
});

test('a state that the Terraform of a killed run could not upload is kept', async () => {
  const kept = path.join(PROJECT_ROOT, '.errored-states', aws);
  const runs = temporaryDirectory();
  write(runs, `${ENDED}-${aws}-a/stacks/image-service-dev/errored.tfstate`, '{"serial":7}');
  await inRunFolder(() => Promise.resolve(), ENV, runs);
  try {
    expect(readdirSync(runs)).toEqual([]);
    expect(readdirSync(kept)).toEqual(['image-service-dev-7.tfstate']);
  } finally {
    rmSync(kept, { recursive: true, force: true });
  }
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
        keepErroredState(directory, 'image-service-dev', ENV);
        return Promise.resolve();
      },
      ENV,
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
  const file = write(runs, `${ENDED}-aws-a/stacks/dev/plan`);
  const bin = temporaryDirectory();
  symlinkSync('/bin/sleep', path.join(bin, 'terraform'));
  const terraform = spawn(path.join(bin, 'terraform'), ['60'], { cwd: path.dirname(file) });
  await new Promise((resolve) => terraform.once('spawn', resolve));
  await inRunFolder(() => Promise.resolve(), {}, runs);
  expect(existsSync(file)).toBe(true);
  const ended = new Promise((resolve) => terraform.once('close', resolve));
  terraform.kill();
  await ended;
  await inRunFolder(() => Promise.resolve(), {}, runs);
  expect(existsSync(file)).toBe(false);
});
