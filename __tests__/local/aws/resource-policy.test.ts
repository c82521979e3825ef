import { describe, expect, it } from '@jest/globals';
import { isAllowed } from '../../../local/aws/resource-policy';

const request = {
  service: 'cloudwatch.amazonaws.com',
  action: 'sns:Publish',
  resource: 'arn:aws:sns:us-east-1:111122223333:alarms',
  context: {
    'aws:SourceAccount': '111122223333',
    'aws:SourceArn': 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:errors',
    'aws:SecureTransport': 'true',
    's3:TlsVersion': '1.2',
  },
};

const allow = {
  Effect: 'Allow',
  Principal: { Service: ['cloudwatch.amazonaws.com'] },
  Action: 'sns:Publish',
  Resource: '*',
};

const decide = (...Statement: object[]): boolean =>
  isAllowed(JSON.stringify({ Version: '2012-10-17', Statement }), request);

const conditioned = (Condition: object): object => ({ ...allow, Condition });

describe('a resource policy', () => {
  it.each<[string, object, boolean]>([
    ['the service', allow, true],
    ['everyone', { ...allow, Principal: '*' }, true],
    ['every AWS principal', { ...allow, Principal: { AWS: '*' } }, true],
    ['another service', { ...allow, Principal: { Service: 'events.amazonaws.com' } }, false],
    ['an account', { ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }, false],
    ['a pattern of actions', { ...allow, Action: ['SNS:Pub*'] }, true],
    ['another action', { ...allow, Action: 'sns:Subscribe' }, false],
    ['a pattern of resources', { ...allow, Resource: 'arn:aws:sns:*:111122223333:*' }, true],
    ['another resource', { ...allow, Resource: 'arn:aws:sns:us-east-1:111122223333:a' }, false],
  ])('for %s', (_what, statement, expected) => {
    expect(decide(statement)).toBe(expected);
  });

  it.each<[string, object, boolean]>([
    ['an equal text', { StringEquals: { 'AWS:SourceAccount': ['1', '111122223333'] } }, true],
    ['another text', { StringEquals: { 'aws:SourceAccount': '1' } }, false],
    ['a text to differ from', { StringNotEquals: { 'aws:SourceAccount': '1' } }, true],
    ['an ARN', { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:111122223333:alarm:*' } }, true],
    ['another ARN', { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:1:alarm:*' } }, false],
    ['a truth', { Bool: { 'aws:SecureTransport': true } }, true],
    ['a smaller number', { NumericLessThan: { 's3:TlsVersion': '1.3' } }, true],
    ['the same number, less than it', { NumericLessThan: { 's3:TlsVersion': '1.2' } }, false],
    ['at most the same number', { NumericLessThanEquals: { 's3:TlsVersion': 1.2 } }, true],
    ['a larger number', { NumericGreaterThan: { 's3:TlsVersion': '1.1' } }, true],
    ['the same number, more than it', { NumericGreaterThan: { 's3:TlsVersion': '1.2' } }, false],
    ['at least the same number', { NumericGreaterThanEquals: { 's3:TlsVersion': '1.2' } }, true],
    ['an equal number', { NumericEquals: { 's3:TlsVersion': '1.20' } }, true],
    ['a number to differ from', { NumericNotEquals: { 's3:TlsVersion': '1.2' } }, false],
    ['an absent key', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, false],
    ['a key if it is there', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } }, true],
    ['an absent key to differ', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }, true],
    [
      'all of several keys',
      {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        Bool: { 'aws:SecureTransport': 'false' },
      },
      false,
    ],
  ])('on condition of %s', (_what, condition, expected) => {
    expect(decide(conditioned(condition))).toBe(expected);
  });

  it('denies what one statement denies, whatever another allows', () => {
    const deny = { ...allow, Effect: 'Deny', Principal: '*', Action: 'sns:*' };
    expect(decide(allow, deny)).toBe(false);
    const withoutTls = { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    expect(decide(allow, withoutTls)).toBe(true);
  });

  it.each<[string, object]>([
    ['a condition', conditioned({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })],
    ['an element', { ...allow, NotAction: 'sns:*' }],
  ])('is not guessed when %s is not known here', (_what, statement) => {
    expect(() => decide(statement)).toThrow();
  });
});
