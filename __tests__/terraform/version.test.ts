import { describe, expect, it } from '@jest/globals';
import { satisfies, terraformOnPath } from '../../src/terraform/version';
import { program, temporaryDirectory } from '../support/temporary';

function pathWith(script?: string): { PATH: string } {
  const directory = temporaryDirectory();
  if (script !== undefined) program(directory, 'terraform', script);
  return { PATH: directory };
}

describe('terraformOnPath', () => {
  it('is the version that it says', () => {
    const env = pathWith(`echo '{"terraform_version": "1.11.5", "platform": "linux_amd64"}'`);
    expect(terraformOnPath('1.11.4', env)).toEqual({ version: '1.11.5' });
  });

  it.each([
    ['where there is none', undefined, 'Terraform is not on the PATH'],
    [
      'of another version',
      `echo '{"terraform_version": "1.9.8"}'`,
      'Terraform 1.9.8 is on the PATH, and this project needs ~> 1.11.4 (that minor version, at least that patch)',
    ],
    [
      'that does not run',
      'echo "cannot execute: wrong machine" >&2; exit 126',
      '`terraform version` failed: cannot execute: wrong machine',
    ],
    ['that says nothing', 'exit 3', '`terraform version` failed: exit code 3'],
    [
      'whose answer cannot be read',
      'echo Terraform',
      'Terraform (unknown version) is on the PATH, and this project needs ~> 1.11.4 (that minor version, at least that patch)',
    ],
  ])('is of no use %s', (_, script, fault) => {
    expect(terraformOnPath('1.11.4', pathWith(script))).toEqual({ fault });
  });
});

describe('satisfies', () => {
  it.each([
    ['1.11.4', true],
    ['1.11.10', true],
    ['1.11.3', false],
    ['1.12.0', false],
    ['2.11.4', false],
    ['1.11.4-rc1', false],
    ['1.11.5-rc1', true],
    ['nonsense', false],
  ])('~> 1.11.4 and %s: %s', (found, expected) => {
    expect(satisfies(found, '1.11.4')).toBe(expected);
  });
});
