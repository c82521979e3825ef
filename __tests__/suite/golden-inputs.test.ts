import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PROJECT_ROOT } from '../../src/system/project';
import { inputsHash, type Read } from '../support/plans/inputs';

const read: Read = (file) => readFileSync(path.join(PROJECT_ROOT, file), 'utf8');
const changing =
  (changed: string): Read =>
  (file) =>
    file === changed ? `${read(file)} ` : read(file);

describe('the hash of what the goldens of plans are made from', () => {
  it.each([
    '.terraform.lock.hcl',
    '__tests__/support/plans/configurations.ts',
    '__tests__/support/plans/normalize.ts',
    'local/aws/cloudfront/xml.ts',
    'local/aws/lambda/bootstrap.mjs',
    'local/moto-launcher.py',
    'local/requirements.txt',
    'src/terraform/plan/terraform-plan.ts',
    'src/terraform/terraform.ts',
  ])('changes with %s', (file) => {
    expect(inputsHash('1.11.4', changing(file))).not.toBe(inputsHash('1.11.4'));
  });

  it('changes with the version of Terraform', () => {
    expect(inputsHash('1.11.5')).not.toBe(inputsHash('1.11.4'));
  });

  it('stays as it is when only the rendering changes', () => {
    const renderer = changing('src/terraform/plan/render-plan.ts');
    expect(inputsHash('1.11.4', renderer)).toBe(inputsHash('1.11.4'));
  });
});
