import { describe, expect, it } from '@jest/globals';
import { alarmsOfRule } from '../../../../../local/aws/cloudwatch/evaluation/alarm-rule';

const ARN = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm';

describe('the rule of a composite alarm', () => {
  it.each([
    ['ALARM(one)', ['one']],
    ['ALARM("with space")', ['with space']],
    ['ALARM("one OR two")', ['one OR two']],
    [`ALARM(${ARN}:one) OR ALARM("${ARN}:with space")`, ['one', 'with space']],
    [' ALARM ( one ) OR\nALARM("two") OR ALARM(one)', ['one', 'two']],
  ])('%s names %j', (rule, expected) => {
    expect(alarmsOfRule(rule)).toEqual(expected);
  });

  it.each([
    ...['', 'TRUE', 'ALARM()', 'ALARM(a', 'ALARM(a) ALARM(b)', 'ALARM(a) AND ALARM(b)'],
    ...['OK(a)', 'NOT ALARM(a)', '(ALARM(a))', 'ALARM(a) OR OK(b)', 'ALARM(a) OR'],
  ])('cannot be %j', (rule) => {
    expect(() => alarmsOfRule(rule)).toThrow(
      `The local AWS knows rules such as ALARM("one") OR ALARM("two"), not ${rule}.`,
    );
  });
});
