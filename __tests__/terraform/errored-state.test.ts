import { afterAll, expect, test } from '@jest/globals';
import { existsSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import {
  awsName,
  erroredState,
  forgetErroredStates,
  keepErroredState,
  refuseErroredState,
  refuseLeftState,
} from '../../src/terraform/errored-state';
import { PROJECT_ROOT } from '../../src/system/project';
import { stateText } from '../support/state-text';
import { temporaryDirectory, write } from '../support/temporary';

const ENV = { AWS_ENDPOINT_URL: `http://errored-state-${process.pid}.test:1/` };
const AWS = `123456789012@errored-state-${process.pid}.test_1`;
const DEV = 'image-service-dev';
const FOLDER = path.join(PROJECT_ROOT, '.errored-states', AWS);

afterAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
});

const left = (state: string): string => {
  const directory = temporaryDirectory();
  write(directory, 'errored.tfstate', state);
  return directory;
};

test('a run that left no state keeps none, and nothing is refused', () => {
  expect(keepErroredState(temporaryDirectory(), DEV, AWS)).toBeUndefined();
  expect(erroredState(DEV, AWS)).toBeUndefined();
  expect(() => {
    refuseErroredState(DEV, AWS);
  }).not.toThrow();
});

test('a state is moved to where only its owner reads it, whatever it holds', () => {
  const directory = left('{"serial":12}');
  const kept = keepErroredState(directory, DEV, AWS);
  expect(kept).toBe(path.join(FOLDER, 'image-service-dev-12.tfstate'));
  expect(readFileSync(String(kept), 'utf8')).toBe('{"serial":12}');
  expect(statSync(String(kept)).mode & 0o777).toBe(0o600);
  expect(statSync(FOLDER).mode & 0o777).toBe(0o700);
  expect(existsSync(path.join(directory, 'errored.tfstate'))).toBe(false);
  expect(keepErroredState(left('half a st'), DEV, AWS)).toBe(
    path.join(FOLDER, 'image-service-dev-0.tfstate'),
  );
});

test('a kept state has the time at which Terraform wrote it', () => {
  const directory = left('{"serial":3}');
  const written = new Date('2026-01-01T00:00:00Z');
  utimesSync(path.join(directory, 'errored.tfstate'), written, written);
  expect(statSync(String(keepErroredState(directory, DEV, AWS))).mtime).toEqual(written);
});

test('a kept state is not overwritten, and the newest is the one to push', () => {
  expect(keepErroredState(left('{"serial":9,"a":1}'), DEV, AWS)).toMatch(/-dev-9\.tfstate$/);
  expect(keepErroredState(left('{"serial":9,"a":2}'), DEV, AWS)).toMatch(/-dev-9\.1\.tfstate$/);
  expect(readFileSync(path.join(FOLDER, 'image-service-dev-9.tfstate'), 'utf8')).toBe(
    '{"serial":9,"a":1}',
  );
  expect(keepErroredState(left('{"serial":100}'), DEV, AWS)).toBe(erroredState(DEV, AWS));
});

test('a stack whose state is kept is refused with the file and the command, another stack and another account are not', () => {
  const kept = String(keepErroredState(left(stateText({ serial: 101 })), DEV, AWS));
  expect(() => {
    refuseErroredState(DEV, AWS);
  }).toThrow(`recorded only in ${kept}. Push it: pnpm ops state push-errored image-service-dev`);
  expect(erroredState('image-service', AWS)).toBeUndefined();
  expect(erroredState('image-service-de', AWS)).toBeUndefined();
  expect(erroredState(DEV, AWS.replace('123456789012', '111122223333'))).toBeUndefined();
});

test('states of a local AWS that is no more are forgotten, and no others', () => {
  const kept = String(keepErroredState(left('{"serial":200}'), DEV, AWS));
  forgetErroredStates({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
  expect(erroredState(DEV, AWS)).toBe(kept);
  forgetErroredStates(ENV);
  expect(erroredState(DEV, AWS)).toBeUndefined();
});

test.each([
  ['empty', '', 'it is no whole JSON'],
  ['truncated', '{"version":4,"serial":102,', 'it is no whole JSON'],
  ['of another kind', '{"serial":102}', 'version: Invalid input'],
])('a kept file that is no state is named with its fault and the way out: %s', (_, text, fault) => {
  rmSync(FOLDER, { recursive: true, force: true });
  const kept = String(keepErroredState(left(text), DEV, AWS));
  expect(() => {
    refuseErroredState(DEV, AWS);
  }).toThrow(`recorded only in ${kept}. That file is not a Terraform state of format 4 (${fault}`);
  expect(() => {
    refuseErroredState(DEV, AWS);
  }).toThrow(
    'It cannot be pushed. Put it away: `pnpm ops state push-errored image-service-dev --put-away`. Then `pnpm ops recover image-service-dev` finds what it alone knows.',
  );
});

test('one of which nobody knows to which AWS it belongs is left where it is, and refused', () => {
  const stacks = temporaryDirectory();
  write(stacks, 'image-service-dev/cdk.tf.json');
  refuseLeftState(stacks);
  refuseLeftState(path.join(stacks, 'nothing'));
  const file = write(stacks, 'image-service-dev/errored.tfstate', stateText());
  expect(() => {
    refuseLeftState(stacks);
  }).toThrow(
    `Push it to the AWS that it belongs to: pnpm ops state push-errored image-service-dev --file ${file}`,
  );
  expect(existsSync(file)).toBe(true);
});

test('states lie apart by account, and by AWS itself or what stands in for it, however that is spelled', () => {
  const at = (AWS_ENDPOINT_URL: string): string => awsName('1', { AWS_ENDPOINT_URL });
  expect(awsName('1', {})).toBe('1@aws');
  expect(awsName('2', {})).toBe('2@aws');
  for (const host of ['127.0.0.1', 'localhost', '[::1]', 'aws.localhost', 'LOCALHOST']) {
    expect(at(`http://${host}:4580`)).toBe('1@localhost_4580');
  }
  expect(at('http://127.0.0.1:4581/')).toBe('1@localhost_4581');
  expect(at('https://moto.example.com')).toBe('1@moto.example.com_');
});
