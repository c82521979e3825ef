import { describe, expect, it } from '@jest/globals';
import { consoleUrl } from '../../../src/ops/state/console-url';

const place = { id: 'id', name: '/a b', arn: 'arn:aws:x:eu-west-1:1:y', region: 'us-east-1' };

describe("a resource's page in AWS's console", () => {
  it.each([
    [
      'aws_dynamodb_table',
      'https://eu-west-1.console.aws.amazon.com/dynamodbv2/home?region=eu-west-1#table?name=%2Fa%20b',
    ],
    [
      'aws_cloudwatch_log_group',
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Fa$2520b',
    ],
    ['aws_s3_bucket', 'https://eu-west-1.console.aws.amazon.com/s3/buckets/id'],
    [
      'aws_lambda_function',
      'https://console.aws.amazon.com/go/view?arn=arn%3Aaws%3Ax%3Aeu-west-1%3A1%3Ay',
    ],
  ])('of %s', (type, url) => {
    expect(consoleUrl(type, place)).toBe(url);
  });

  it("is in the stack's region where the ARN names none, and none for a type without one", () => {
    expect(consoleUrl('aws_s3_bucket', { ...place, arn: 'arn:aws:s3:::id' })).toBe(
      'https://us-east-1.console.aws.amazon.com/s3/buckets/id',
    );
    expect(consoleUrl('aws_s3_bucket_policy', place)).toBeUndefined();
  });
});
