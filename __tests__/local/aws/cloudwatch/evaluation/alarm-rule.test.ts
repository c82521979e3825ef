import { describe, expect, it } from '@jest/globals';
import { parseAlarmRule } from '../../../../../local/aws/cloudwatch/evaluation/alarm-rule';
import type { AlarmState } from '../../../../../local/aws/cloudwatch/evaluation/data-points';

const STATES: Readonly<Record<string, AlarmState>> = {
  raised: 'ALARM',
  well: 'OK',
  new: 'INSUFFICIENT_DATA',
  'with space': 'ALARM',
};

const isMet = (rule: string): boolean => parseAlarmRule(rule).isMet((name) => STATES[name]);

describe('the rule of a composite alarm', () => {
  it.each([
    ['ALARM(raised)', true],
    ['ALARM("with space")', true],
    ['ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:raised)', true],
    ['ALARM("arn:aws:cloudwatch:us-east-1:123456789012:alarm:with space")', true],
    ['ALARM(well)', false],
    ['OK(well)', true],
    ['OK(new)', false],
    ['INSUFFICIENT_DATA(new)', true],
    ['TRUE', true],
    ['FALSE', false],
    ['NOT ALARM(well)', true],
    ['NOT (ALARM(raised) OR ALARM(well))', false],
    ['ALARM(raised) AND ALARM(well)', false],
    ['ALARM(raised) OR ALARM(well)', true],
    ['TRUE OR FALSE AND FALSE', true],
    ['(TRUE OR FALSE) AND FALSE', false],
    ['NOT FALSE AND NOT FALSE', true],
    ['ALARM ( raised ) AND OK ( well )', true],
  ])('%s is %s', (rule, expected) => {
    expect(isMet(rule)).toBe(expected);
  });

  it('names its alarms once', () => {
    const rule = 'ALARM(raised) AND NOT OK("raised") OR ALARM("with space")';
    expect(parseAlarmRule(rule).alarmNames).toEqual(['raised', 'with space']);
  });

  it.each([
    ['ALARM(raised', '"ALARM(raised" ends too early.'],
    ['ALARM()', '")" at character 7 of "ALARM()" is not expected.'],
    ['ALARM(a) ALARM(b)', '"ALARM" at character 10 of "ALARM(a) ALARM(b)" is not expected.'],
    ['RAISED(a)', '"RAISED" at character 1 of "RAISED(a)" is not expected.'],
    ['', '"" ends too early.'],
  ])('cannot be %s', (rule, message) => {
    expect(() => parseAlarmRule(rule)).toThrow(message);
  });
});
