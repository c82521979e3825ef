import { describe, expect, it } from '@jest/globals';
import { TerraformOutput } from '../../src/terraform/output';

// What cdktf printed about a deploy, a few lines of many.
const PREFIX = 'image-service-dev  ';
const PLAN = `${PREFIX}Plan: 78 to add, 0 to change, 0 to destroy.`;
const CREATING = `\
${PREFIX}aws_s3_bucket.access-logs_bucket_7E528747 (access-logs/bucket): Creating...
                   aws_s3_bucket.access-logs_bucket_7E528747 (access-logs/bucket): Creation complete after 7s [id=images-lego-moc-dev-logs]
${PREFIX}aws_s3_bucket_lifecycle_configuration.image-bucket_lifecycle_1D1C9F72 (image-bucket/lifecycle): Creating...
${PREFIX}aws_s3_bucket_lifecycle_configuration.image-bucket_lifecycle_1D1C9F72 (image-bucket/lifecycle): Still creating... [50s elapsed]
${PREFIX}aws_s3_bucket_lifecycle_configuration.access-logs_lifecycle_CF942975 (access-logs/lifecycle): Still creating... [1m0s elapsed]
                   aws_cloudfront_distribution.image-cdn_distribution_9CA78E10 (image-cdn/distribution): Still creating... [10s elapsed]
${PREFIX}aws_vpc_endpoint.service-network_gateway-endpoints_s3_D8E27B92 (service-network/gateway-endpoints/s3): Still creating... [10s elapsed]
`;
const END = `\
${PREFIX}Apply complete! Resources: 78 added, 0 changed, 0 destroyed.

                   Outputs:
${PREFIX}api_id = "pcjaaslt"
`;
const FAILURE = `\
${PREFIX}aws_route53_record.image-cdn_a-record_FC2F8E1C (image-cdn/a-record): Creation complete after 15s [id=Z_A]
${PREFIX}Error: creating AWS DynamoDB Table (ImageMetadata-dev): ResourceInUseException: Table already exists: ImageMetadata-dev

                     with aws_dynamodb_table.image-table_54F5F722 (image-table/table),
                     on cdk.tf.json line 1611, in resource.aws_dynamodb_table.image-table_54F5F722 (image-table/table):
                   1611:       }


0 Stacks deploying     1 Stack done     0 Stacks waiting
⠧  Synthesizing
Invoking Terraform CLI failed with exit code 1
`;

function read(...texts: string[]): TerraformOutput {
  const output = new TerraformOutput('image-service-dev');
  for (const text of texts) output.read(text);
  return output;
}

describe('TerraformOutput', () => {
  it('plans until the plan is there', () => {
    expect(read(`${PREFIX}Initializing the backend...\n`)).toMatchObject({
      progress: 'planning',
      planned: undefined,
      applied: undefined,
    });
  });

  it('counts what is planned, done and applied', () => {
    const output = read(`${PLAN}\n`, CREATING);
    expect(output.planned).toBe('78 to add, 0 to change, 0 to destroy');
    expect(output.progress).toMatch(/^1 of 78 resources, /);
    output.read(END);
    expect(output.applied).toBe('78 added, 0 changed, 0 destroyed');
  });

  it('names each kind of what is waited for once, and how long it usually takes', () => {
    expect(read(`${PLAN}\n`, CREATING).progress).toBe(
      '1 of 78 resources, waiting for S3 lifecycle configurations (usually 55 s), the distribution (usually 30 s), aws_vpc_endpoint',
    );
  });

  it('knows that a distribution takes AWS minutes', () => {
    const output = new TerraformOutput('image-service-dev', 'AWS');
    output.read(CREATING);
    expect(output.applying).toBe(
      '1 resource done, waiting for S3 lifecycle configurations (usually 55 s), the distribution (up to 15 minutes), aws_vpc_endpoint',
    );
  });

  it('does not wait for what is complete', () => {
    const lifecycles = `\
${PREFIX}aws_s3_bucket_lifecycle_configuration.image-bucket_lifecycle_1D1C9F72 (image-bucket/lifecycle): Creation complete after 56s [id=images-lego-moc-dev]
${PREFIX}aws_s3_bucket_lifecycle_configuration.access-logs_lifecycle_CF942975 (access-logs/lifecycle): Creation complete after 1m5s [id=images-lego-moc-dev-logs]
`;
    expect(read(`${PLAN}\n`, CREATING, lifecycles).progress).toBe(
      '3 of 78 resources, waiting for the distribution (usually 30 s), aws_vpc_endpoint',
    );
  });

  it('reads Terraform itself, changes, destructions and colours too', () => {
    const output = read(`\
\u001b[1mPlan:\u001b[0m 1 to import, 1 to add, 1 to change, 2 to destroy.
aws_iam_policy.dev-boundary_policy_3DCF1F5D: Modifications complete after 0s [id=arn:aws:iam::123456789012:policy/x]
aws_iam_policy.old: Still destroying... [id=arn:aws:iam::123456789012:policy/old, 10s elapsed]
`);
    expect(output.progress).toBe('1 of 4 resources, waiting for aws_iam_policy');
    output.read('aws_iam_policy.old: Destruction complete after 11s\n');
    expect(output.progress).toBe('2 of 4 resources');
  });

  it('takes lines that come in pieces', () => {
    expect(read(PLAN.slice(0, 30), PLAN.slice(30), '\n').planned).toMatch(/^78 to add/);
  });

  it('shows of a failure what comes from the first error on, without the name of the stack', () => {
    expect(read(`${PLAN}\n`, CREATING, FAILURE).failure).toBe(`\
Error: creating AWS DynamoDB Table (ImageMetadata-dev): ResourceInUseException: Table already exists: ImageMetadata-dev

  with aws_dynamodb_table.image-table_54F5F722 (image-table/table),
  on cdk.tf.json line 1611, in resource.aws_dynamodb_table.image-table_54F5F722 (image-table/table):
1611:       }

Invoking Terraform CLI failed with exit code 1`);
  });

  it("shows all of Terraform's boxes", () => {
    const box = (text: string): string => `╷\n│ Error: ${text}\n│ \n│   with x,\n╵\n`;
    expect(read('Creating...\n', box('one'), box('two')).failure).toBe(
      `${box('one').slice(2)}${box('two')}`.trim(),
    );
  });

  it('shows what Terraform says of each resource once, in boxes or without', () => {
    const halted = 'Error: execution halted\n\n';
    expect(read(halted, `${halted}Error: other\n\n  with x\n\n`, halted).failure).toBe(
      'Error: execution halted\n\nError: other\n\n  with x',
    );
    const box = '╷\n│ Error: execution halted\n│ \n│ \n╵\n';
    expect(read(box, box, box).failure).toBe(box.slice(2).trim());
  });

  it('shows the last 20 lines of a failure without an error, and what comes after no line end', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    expect(read(`${lines.join('\n')}\n`, 'cut').failure.split('\n')).toEqual([
      ...lines.slice(-19),
      'cut',
    ]);
  });

  it('has nothing to show of what said nothing', () => {
    expect(read().failure).toBe('');
  });
});
