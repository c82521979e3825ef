import { describe, expect, it } from '@jest/globals';
import { PermissionsBoundary } from '../../../src/constructs/iam/permissions-boundary';
import { only, statements, synthesize, testStack } from '../../support/stack';

describe('PermissionsBoundary', () => {
  const stack = testStack();
  new PermissionsBoundary(stack, 'boundary', {
    policyName: 'the-boundary',
    description: 'What they may do at most',
    statements: [{ sid: 'Look', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::b/*'] }],
  });
  const synthesized = synthesize(stack);

  it('is a managed policy of that name', () => {
    expect(only(synthesized, 'aws_iam_policy')).toMatchObject({
      name: 'the-boundary',
      description: 'What they may do at most',
    });
  });

  it('allows what it is given, and nothing else', () => {
    expect(statements(synthesized)).toEqual({
      Look: { sid: 'Look', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::b/*'] },
    });
  });
});
