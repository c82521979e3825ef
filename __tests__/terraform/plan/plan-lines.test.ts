import { describe, expect, it } from '@jest/globals';
import pc from 'picocolors';
import { PLAIN } from '../../../src/cli/terminal';
import { planLines, type PlanLineOptions } from '../../../src/terraform/plan/plan-lines';
import { viewOf } from '../../../src/terraform/plan/plan-view';
import { fixture, type FIXTURES } from '../../support/plans/goldens';

const linesOf = (name: (typeof FIXTURES)[number], options: Partial<PlanLineOptions> = {}) =>
  planLines(viewOf(fixture(name)), { values: 'all', style: PLAIN, width: 100, ...options });

describe('planLines', () => {
  it('shows what is replaced, why, and each attribute that changes', () => {
    expect(linesOf('replace-table')).toEqual([
      'replace (1)',
      '  aws_dynamodb_table.images: it cannot be changed in place',
      '    attribute[0].name: "PK" → "Id"',
      '    deletion_protection_enabled: false → null',
      '    hash_key: "PK" → "Id" (forces replacement)',
      '    stream_enabled: false → null',
      '    table_class: "STANDARD" → null',
      'outputs (1)',
      '  table: "arn:aws:dynamodb:us-east-1:123456789012:table/plan-test" → (known after apply)',
    ]);
  });

  it('groups what has another fate, the gravest first', () => {
    expect(linesOf('drift', { width: 60 })).toEqual([
      'add (1)',
      '  aws_dynamodb_table.images',
      'change (1)',
      '  aws_s3_bucket.images',
      '    tags.Owner: "by hand" → null',
      'outputs (1)',
      '  table: "arn:aws:dynamodb:us-east-1:123456789012:table/pla…',
      'changed outside Terraform (2)',
      '  aws_dynamodb_table.images: it no longer exists',
      '  aws_s3_bucket.images',
      '    tags.Owner: null → "by hand"',
    ]);
  });

  it('says where a resource moves from', () => {
    expect(linesOf('move').slice(0, 2)).toEqual([
      'change and move (1)',
      '  aws_s3_bucket.archive (from aws_s3_bucket.logs)',
    ]);
  });

  it('says what a resource will cost more, or less', () => {
    expect(linesOf('costs').filter((line) => line.includes('$'))).toEqual([
      '  aws_cloudwatch_dashboard.stage (+$3.00 a month)',
      '  aws_cloudwatch_metric_alarm.errors (+$0.20 a month)',
      '  aws_cloudwatch_metric_alarm.throttles (+$0.10 a month)',
      '  aws_vpc_endpoint.sqs (+$14.60 a month)',
    ]);
    expect(linesOf('destroy')).toContain(
      '  aws_kms_key.images: it is no longer in the configuration (-$1.00 a month)',
    );
  });

  it('shows nothing that is sensitive', () => {
    expect(linesOf('sensitive')).toContain('    value: (sensitive) → (sensitive)');
  });

  it('shows no value where none is asked for', () => {
    expect(linesOf('in-place', { values: 'none' }).slice(0, 4)).toEqual([
      'change (4)',
      '  aws_dynamodb_table.images',
      '    stream_arn',
      '    stream_enabled',
    ]);
  });

  it('makes its headings bold', () => {
    expect(linesOf('create', { style: pc.createColors(true) })[0]).toBe(
      '\u001b[1madd (9)\u001b[22m',
    );
  });

  it('is empty where nothing changes', () => {
    expect(linesOf('no-change')).toEqual([]);
  });
});
