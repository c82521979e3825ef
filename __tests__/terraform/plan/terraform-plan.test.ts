import { describe, expect, it } from '@jest/globals';
import { parsePlan } from '../../../src/terraform/plan/terraform-plan';
import { ExactNumber } from '../../../src/values/json';

const plan = {
  format_version: '1.2',
  terraform_version: '1.11.4',
  applyable: true,
  complete: true,
  errored: false,
};

describe('parsePlan', () => {
  it('reads a plan, also of a later minor format', () => {
    expect(parsePlan(JSON.stringify({ ...plan, format_version: '1.9' }))).toMatchObject({
      applyable: true,
    });
  });

  it.each([
    { what: 'no JSON', text: 'Error', fault: 'it is no JSON' },
    { what: 'nothing', text: '{}', fault: 'format_version = (not set): must be set' },
    {
      what: 'a state',
      text: '{"format_version":"1.0","values":{}}',
      fault: 'terraform_version = (not set): must be set',
    },
    {
      what: 'another format',
      text: JSON.stringify({ ...plan, format_version: '2.0' }),
      fault: 'format_version = "2.0": must begin with 1.',
    },
    {
      what: 'a change without actions',
      text: JSON.stringify({ ...plan, output_changes: { one: {} } }),
      fault: 'output_changes.one.actions = (not set): must be set',
    },
    { what: 'null', text: 'null', fault: 'it must be of the type object' },
  ])('refuses $what', ({ text, fault }) => {
    expect(() => parsePlan(text)).toThrow(
      `The file is not a plan of format 1.x, of Terraform 1.8 or newer (${fault}). Plan again.`,
    );
  });

  it('keeps the digits of numbers', () => {
    const { output_changes } = parsePlan(
      JSON.stringify({
        ...plan,
        output_changes: { n: { actions: ['create'], before: null, after: 1 } },
      }).replace('"after":1', '"after":9007199254740993'),
    );
    expect(output_changes?.n?.after).toEqual(new ExactNumber('9007199254740993'));
  });

  it('refuses the plan of a run that failed', () => {
    expect(() => parsePlan(JSON.stringify({ ...plan, errored: true }))).toThrow(
      'The plan is incomplete: `terraform plan` failed while making it. Plan again.',
    );
  });
});
