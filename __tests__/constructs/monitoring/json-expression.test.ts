import { describe, expect, it } from '@jest/globals';
import { Fn, Token } from 'cdktf';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { jsonExpression } from '../../../src/constructs/monitoring/json-expression';
import { resolved, testStack } from '../../support/stack';

describe('jsonExpression', () => {
  const stack = testStack();
  const bucket = new S3Bucket(stack, 'bucket', {});
  const value = {
    list: [1, 'two', [bucket.arn, { deep: `at ${bucket.id}` }], true],
    none: undefined,
    names: Token.asList(bucket.fqn),
    text: 'a "b"\n${c}',
    nothing: {},
  };

  it('is the expression that Terraform reads', () => {
    expect(resolved(stack, jsonExpression({ one: [bucket.arn, { two: 2 }] }))).toBe(
      '${jsonencode({"one" = [aws_s3_bucket.bucket.arn, {"two" = 2}]})}',
    );
  });

  it('is what Fn.jsonencode writes, also inside another expression', () => {
    expect(resolved(stack, jsonExpression(value))).toBe(resolved(stack, Fn.jsonencode(value)));
    expect(resolved(stack, Fn.base64encode(jsonExpression({ arn: bucket.arn })))).toBe(
      '${base64encode(jsonencode({"arn" = aws_s3_bucket.bucket.arn}))}',
    );
  });
});
