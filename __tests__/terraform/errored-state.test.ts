import { afterAll, expect, test } from '@jest/globals';
import { existsSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import {
  awsName,
  erroredState,
  forgetErroredStates,
  keepErroredState,
  refuseErroredState,
} from '../../src/terraform/errored-state';
import { PROJECT_ROOT } from '../../src/system/project';
import { temporaryDirectory, write } from '../support/temporary';

const ENV = { AWS_ENDPOINT_URL: `http://errored-state-test-${process.pid}.localhost:1/` };
const DEV = 'image-service-dev';
const FOLDER = path.join(
  PROJECT_ROOT,
  '.errored-states',
  `http_errored-state-test-${process.pid}.localhost_1_`,
);

afterAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
});

const left = (state: string): string => {
  const directory = temporaryDirectory();
  write(directory, 'errored.tfstate', state);
  return directory;
};

test('a run that left no state keeps none, and nothing is refused', () => {
  expect(keepErroredState(temporaryDirectory(), DEV, ENV)).toBeUndefined();
  expect(erroredState(DEV, ENV)).toBeUndefined();
  expect(() => {
    refuseErroredState(DEV, ENV);
  }).not.toThrow();
});

test('a state is moved to where only its owner reads it, whatever it holds', () => {
  const directory = left('{"serial":12}');
  const kept = keepErroredState(directory, DEV, ENV);
  expect(kept).toBe(path.join(FOLDER, 'image-service-dev-12.tfstate'));
  expect(readFileSync(String(kept), 'utf8')).toBe('{"serial":12}');
  expect(statSync(String(kept)).mode & 0o777).toBe(0o600);
  expect(statSync(FOLDER).mode & 0o777).toBe(0o700);
  expect(existsSync(path.join(directory, 'errored.tfstate'))).toBe(false);
  expect(keepErroredState(left('half a st'), DEV, ENV)).toBe(
    path.join(FOLDER, 'image-service-dev-0.tfstate'),
  );
});

test('a kept state has the time at which Terraform wrote it', () => {
  const directory = left('{"serial":3}');
  const written = new Date('2026-01-01T00:00:00Z');
  utimesSync(path.join(directory, 'errored.tfstate'), written, written);
  expect(statSync(String(keepErroredState(directory, DEV, ENV))).mtime).toEqual(written);
});

test('a kept state is not overwritten, and the newest is the one to push', () => {
  expect(keepErroredState(left('{"serial":9,"a":1}'), DEV, ENV)).toMatch(/-dev-9\.tfstate$/);
  expect(keepErroredState(left('{"serial":9,"a":2}'), DEV, ENV)).toMatch(/-dev-9\.1\.tfstate$/);
  expect(readFileSync(path.join(FOLDER, 'image-service-dev-9.tfstate'), 'utf8')).toBe(
    '{"serial":9,"a":1}',
  );
  expect(keepErroredState(left('{"serial":100}'), DEV, ENV)).toBe(erroredState(DEV, ENV));
});

test('a stack whose state is kept is refused with the file and the command, another stack and another AWS are not', () => {
  const kept = String(keepErroredState(left('{"serial":101}'), DEV, ENV));
  expect(() => {
    refuseErroredState(DEV, ENV);
  }).toThrow(`recorded only in ${kept}. Push it: pnpm ops state push-errored image-service-dev`);
  expect(erroredState('image-service', ENV)).toBeUndefined();
  expect(erroredState('image-service-de', ENV)).toBeUndefined();
  expect(erroredState(DEV, { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' })).toBeUndefined();
});

test('states of a local AWS that is no more are forgotten, and no others', () => {
  const kept = String(keepErroredState(left('{"serial":200}'), DEV, ENV));
  forgetErroredStates({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
  expect(erroredState(DEV, ENV)).toBe(kept);
  forgetErroredStates(ENV);
  expect(erroredState(DEV, ENV)).toBeUndefined();
});

test('a state of AWS itself and one of what stands in for it lie apart', () => {
  expect(awsName({})).toBe('aws');
  expect(awsName(ENV)).toBe(path.basename(FOLDER));
});
