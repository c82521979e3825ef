import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { keepInitialized, takeInitialized } from '../../src/terraform/initialized';
import { temporaryDirectory, write } from '../support/temporary';

const PLATFORM = path.join('providers', 'registry', 'aws', '5.100.0', 'linux_amd64');

let provider = '';
let kept = '';

beforeEach(() => {
  kept = temporaryDirectory();
  provider = temporaryDirectory();
  write(provider, 'terraform-provider-aws_v5', 'x');
});

/** A stack's folder with that backend and lock file. */
function stackFolder({ bucket = 'states', lock = 'aws 5.100.0' } = {}): string {
  const directory = temporaryDirectory();
  const terraform = { backend: { s3: { bucket } } };
  write(directory, 'cdk.tf.json', JSON.stringify({ terraform, output: { at: directory } }));
  write(directory, '.terraform.lock.hcl', lock);
  return directory;
}

/** The same, as `terraform init` leaves it. */
function initialized(of?: Parameters<typeof stackFolder>[0], isLinked = true): string {
  const directory = stackFolder(of);
  const platform = path.join(directory, '.terraform', PLATFORM);
  mkdirSync(path.dirname(platform), { recursive: true });
  if (isLinked) symlinkSync(provider, platform);
  else cpSync(provider, platform, { recursive: true });
  write(path.join(directory, '.terraform'), 'terraform.tfstate', '{"backend":{}}');
  return directory;
}

describe("a stack's folder", () => {
  it('gets what `terraform init` made of the same backend and providers', () => {
    keepInitialized(initialized(), kept);
    const directory = stackFolder();
    expect(takeInitialized(directory, kept)).toBe(true);
    const made = path.join(directory, '.terraform');
    expect(readFileSync(path.join(made, 'terraform.tfstate'), 'utf8')).toBe('{"backend":{}}');
    expect(existsSync(path.join(made, PLATFORM, 'terraform-provider-aws_v5'))).toBe(true);
  });

  it.each([
    ['another backend', { bucket: 'others' }],
    ['another lock file', { lock: 'aws 6.0.0' }],
  ])('does not with %s', (_, other) => {
    keepInitialized(initialized(), kept);
    const directory = stackFolder(other);
    expect(takeInitialized(directory, kept)).toBe(false);
    expect(existsSync(path.join(directory, '.terraform'))).toBe(false);
  });

  it('neither gets nor leaves any where something overrides the backend', () => {
    const overridden = initialized();
    write(overridden, 'backend_override.tf.json', '{"terraform":{"backend":{"local":{}}}}');
    keepInitialized(overridden, kept);
    expect(takeInitialized(stackFolder(), kept)).toBe(false);
    keepInitialized(initialized(), kept);
    expect(takeInitialized(overridden, kept)).toBe(false);
  });

  it('does not when the provider is gone', () => {
    keepInitialized(initialized(), kept);
    rmSync(provider, { recursive: true });
    expect(takeInitialized(stackFolder(), kept)).toBe(false);
  });

  it('does not leave its own copy of a provider to others', () => {
    keepInitialized(initialized({}, false), kept);
    expect(takeInitialized(stackFolder(), kept)).toBe(false);
  });

  it('is initialized where none was before, and where that cannot be kept', () => {
    expect(takeInitialized(stackFolder(), kept)).toBe(false);
    const file = path.join(kept, 'file');
    writeFileSync(file, '');
    keepInitialized(initialized(), file);
    expect(takeInitialized(stackFolder(), file)).toBe(false);
  });

  it('keeps one of two that were initialized at once', () => {
    for (const _ of [1, 2]) keepInitialized(initialized(), kept);
    expect(takeInitialized(stackFolder(), kept)).toBe(true);
  });
});
