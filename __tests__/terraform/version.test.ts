import { describe, expect, it } from '@jest/globals';
import { requireTerraform, satisfies } from '../../src/terraform/version';
import { program, temporaryDirectory } from '../support/temporary';

const GET_IT =
  'Get it with `tfenv install 1.11.4`, `asdf install terraform 1.11.4` or from developer.hashicorp.com/terraform/install, and have it on the PATH.';

function environmentWith(script?: string): { PATH: string } {
  const directory = temporaryDirectory();
  if (script !== undefined) program(directory, 'terraform', script);
  return { PATH: directory };
}

describe('requireTerraform', () => {
  it('returns the version that it found', () => {
    const env = environmentWith(
      `echo '{"terraform_version": "1.11.5", "platform": "linux_amd64"}'`,
    );
    expect(requireTerraform(env)).toBe('1.11.5');
  });

  it('says how to get a missing one', () => {
    expect(() => requireTerraform(environmentWith())).toThrow(
      `Terraform is not on the PATH; this project needs 1.11.4. ${GET_IT}`,
    );
  });

  it('names the version found and the one needed', () => {
    const env = environmentWith(`echo '{"terraform_version": "1.9.8"}'`);
    expect(() => requireTerraform(env)).toThrow(
      `Terraform 1.9.8 is on the PATH; this project needs ~> 1.11.4 (that minor version, at least that patch). ${GET_IT}`,
    );
  });

  it('passes on why it does not run', () => {
    const env = environmentWith('echo "cannot execute: wrong machine" >&2; exit 126');
    expect(() => requireTerraform(env)).toThrow(
      `\`terraform version\` failed: cannot execute: wrong machine. This project needs Terraform 1.11.4. ${GET_IT}`,
    );
  });

  it('does not guess at an answer it cannot read', () => {
    expect(() => requireTerraform(environmentWith('echo Terraform'))).toThrow(
      'Terraform (unknown version) is on the PATH',
    );
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
