import { describe, expect, it } from '@jest/globals';
import { inspect } from '../../src/guardrails/inspect';
import type { Rule } from '../../src/guardrails/rule';
import { RULES } from '../../src/guardrails/rules';
import { EditableStack } from '../support/editable-stack';
import { API_BREAKS } from './breaks/api';
import { CLOUDFRONT_BREAKS } from './breaks/cloudfront';
import { DATA_BREAKS } from './breaks/data';
import { IAM_BREAKS } from './breaks/iam';
import { OUTPUT_BREAKS } from './breaks/output';
import { S3_BREAKS } from './breaks/s3';

const BREAKS = [
  ...S3_BREAKS,
  ...CLOUDFRONT_BREAKS,
  ...DATA_BREAKS,
  ...IAM_BREAKS,
  ...API_BREAKS,
  ...OUTPUT_BREAKS,
];

function ruleOf(id: string): Rule {
  const rule = RULES.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`there is no rule ${id}`);
  return rule;
}

function findings(stack: EditableStack, rule: Rule): string[] {
  return [...inspect(stack.synthesized(), [rule], []).findings];
}

describe('each rule', () => {
  it('has a test that breaks it', () => {
    const broken = new Set(BREAKS.map(({ rule }) => rule));
    expect(RULES.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
  });

  it.each(BREAKS)('$rule says that $path $problem', ({ rule: id, path, problem, breakIt }) => {
    const rule = ruleOf(id);
    const changed = new EditableStack();
    breakIt(changed);
    const before = findings(new EditableStack(), rule);
    expect(findings(changed, rule).filter((line) => !before.includes(line))).toEqual([
      `${path}: ${id}: ${problem}: ${rule.remedy}`,
    ]);
  });
});

describe('a rule leaves alone', () => {
  it.each([
    {
      what: 'a key that its account administers and CloudWatch uses',
      change: (stack: EditableStack) =>
        stack
          .add('resource', 'aws_kms_key', {
            enable_key_rotation: true,
            policy: '${data.aws_iam_policy_document.added.json}',
          })
          .add('data', 'aws_iam_policy_document', {
            statement: [
              {
                sid: 'Account',
                principals: [{ type: 'AWS', identifiers: ['arn:aws:iam::111122223333:root'] }],
                actions: ['kms:*'],
                resources: ['*'],
              },
              {
                sid: 'CloudWatch',
                principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
                actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
                resources: ['*'],
                condition: [{ variable: 'aws:SourceAccount', values: ['111122223333'] }],
              },
            ],
          }),
    },
    {
      what: 'a workflow of one repository and environment',
      change: (stack: EditableStack) =>
        stack.addStatement({
          actions: ['sts:AssumeRoleWithWebIdentity'],
          principals: [
            {
              type: 'Federated',
              identifiers: [
                'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com',
              ],
            },
          ],
          condition: [
            {
              variable: 'token.actions.githubusercontent.com:sub',
              values: ['repo:us/ours:environment:prod'],
            },
          ],
        }),
    },
    {
      what: 'a denial of everything to everyone, on a condition',
      change: (stack: EditableStack) =>
        stack.addStatement({
          effect: 'Deny',
          principals: [{ type: '*', identifiers: ['*'] }],
          actions: ['*'],
          resources: ['*'],
          condition: [{ variable: 'aws:SecureTransport', values: ['false'] }],
        }),
    },
    {
      what: 'a secret that is only named',
      change: (stack: EditableStack) =>
        stack
          .set(
            'functions/hello/function',
            'environment.variables.SECRET_ARN',
            'arn:aws:secretsmanager:x',
          )
          .set('functions/hello/function', 'environment.variables.TOKEN', '${var.token}'),
    },
  ])('$what', ({ change }) => {
    const changed = new EditableStack();
    change(changed);
    const before = inspect(new EditableStack().synthesized(), RULES, []);
    expect(inspect(changed.synthesized(), RULES, [])).toEqual(before);
  });

  it('data and logs that may go, with a disposable stage', () => {
    const changed = new EditableStack('disposable');
    changed.set('image-table/table', 'deletion_protection_enabled', false);
    changed.set('image-api/access-logs', 'retention_in_days', 14);
    changed.set('image-bucket/lifecycle', 'rule.2.expiration', [{ days: 1 }]);
    expect(findings(changed, ruleOf('deletion-protection'))).toEqual([]);
    expect(findings(changed, ruleOf('log-retention-year'))).toEqual([]);
    expect(findings(changed, ruleOf('object-expiry'))).toEqual([]);
  });
});
