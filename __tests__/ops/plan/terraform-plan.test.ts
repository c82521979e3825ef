import { describe, expect, it } from '@jest/globals';
import { parsePlan } from '../../../src/ops/plan/terraform-plan';

const plan = { format_version: '1.2', applyable: true, errored: false };

describe('parsePlan', () => {
  it('reads a plan, also of a later minor format', () => {
    expect(parsePlan(JSON.stringify({ ...plan, format_version: '1.9' }))).toMatchObject({
      applyable: true,
    });
  });

  it.each([
    { what: 'no JSON', text: 'Error' },
    { what: 'a state', text: '{"format_version":"1.0","values":{}}' },
    { what: 'another format', text: JSON.stringify({ ...plan, format_version: '2.0' }) },
    { what: 'null', text: 'null' },
  ])('refuses $what', ({ text }) => {
    expect(() => parsePlan(text)).toThrow('The file is not a plan that this can read');
  });

  it('refuses the plan of a run that failed', () => {
    expect(() => parsePlan(JSON.stringify({ ...plan, errored: true }))).toThrow(
      'The plan is incomplete: `terraform plan` failed while making it.',
    );
  });
});
