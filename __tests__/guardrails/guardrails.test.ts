import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { TerraformOutput, type App } from 'cdktf';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { buildApp } from '../../src/app';
import { UserError } from '../../src/config/user-error';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { StateStack } from '../../src/stacks/state-stack';
import { committed, config, stage } from '../support/config';
import { helloStage } from '../support/hello-stage';
import { COMMITTED_FUNCTIONS } from '../support/known-functions';
import { testApp } from '../support/stack';

const synth = (app: App) => (): void => {
  app.synth();
};

describe('the guardrails', () => {
  it('let everything through that is committed', () => {
    expect(synth(buildApp(committed, COMMITTED_FUNCTIONS).app)).not.toThrow();
  });

  it.each(config.stages.map(({ name }) => name))('let the example through, in %s', (name) => {
    const app = testApp();
    helloStage(app, stage(name));
    expect(synth(app)).not.toThrow();
  });

  it.each(['qa', 'staging'])('let a disposable stage through that is called %s', (name) => {
    const app = testApp();
    const disposable = { ...stage('dev'), name, logRetentionDays: 14 };
    new ImageServiceStack(app, { shared: config.shared, stage: disposable });
    expect(synth(app)).not.toThrow();
  });

  it('hold a protected stage to more, also one that is called dev', () => {
    const app = testApp();
    const stack = new ImageServiceStack(app, {
      shared: config.shared,
      stage: stage('dev', { protection: 'protected' }),
    });
    stack.table.table.deletionProtectionEnabled = false;
    expect(synth(app)).toThrow(
      /4 findings .*\n  - image-service-dev\/image-table\/table: deletion-protection: .*\n  - image-service-dev\/image-bucket\/lifecycle: object-expiry: .*\n  - image-service-dev\/\S+: log-retention-year: .*\n  - image-service-dev\/\S+: log-retention-year: .*$/,
    );
  });

  it('stop a stack before it is written, with a line for each finding, to the person', () => {
    const app = testApp();
    const stack = new StateStack(app, config);
    new S3Bucket(stack, 'bare', {});
    const bare = 'image-service-state/bare';
    expect(synth(app)).toThrow(
      new UserError(
        [
          'The guardrails stop this, 8 findings (docs/guardrails.md):',
          `${bare}: s3-public-access-block: can become public: add an aws_s3_bucket_public_access_block with all four settings on`,
          `${bare}: s3-encryption: has no encryption configured: add an aws_s3_bucket_server_side_encryption_configuration`,
          `${bare}: s3-versioning: keeps no versions: add an aws_s3_bucket_versioning with status Enabled`,
          `${bare}: s3-access-logging: does not log who reads and writes it: add an aws_s3_bucket_logging`,
          `${bare}: s3-lifecycle: keeps failed uploads forever: add an aws_s3_bucket_lifecycle_configuration that aborts multipart uploads`,
          `${bare}: s3-tls-only: answers plain HTTP: deny everyone every action while aws:SecureTransport is false`,
          `${bare}: s3-acls-off: takes ACLs: set object_ownership to BucketOwnerEnforced`,
          `${bare}: deletion-protection: can be deleted by mistake, in a stage that is not disposable: set the stage's protection to protected`,
        ].join('\n  - '),
      ),
    );
    const written = path.join(app.outdir, 'stacks', 'image-service-state', 'cdk.tf.json');
    expect(existsSync(written)).toBe(false);
  });

  it('stop a stack that refers to what another one has', () => {
    const app = testApp();
    const [stack, other] = [new StateStack(app, config), helloStage(app, stage('dev'))];
    new TerraformOutput(stack, 'of-another-stack', { value: other.table.table.arn });
    expect(synth(app)).toThrow(
      /1 finding .*\n  - image-service-state\/output\.of-another-stack: references: refers to aws_dynamodb_table\.image-table_\w+, which the stack does not have: /,
    );
  });

  it('look at what is then written: what is changed after one synthesis is in the next', () => {
    const app = testApp();
    const stack = new StateStack(app, config);
    const written = (): unknown =>
      JSON.parse(
        readFileSync(path.join(app.outdir, 'stacks', stack.node.id, 'cdk.tf.json'), 'utf8'),
      );
    app.synth();
    const output = new TerraformOutput(stack, 'more', { value: 'one' });
    expect(written()).not.toHaveProperty('output.more');
    app.synth();
    expect(written()).toHaveProperty('output.more.value', 'one');
    output.value = 'two';
    expect(stack.toTerraform()).toHaveProperty('output.more.value', 'two');
  });
});

describe('a waiver that has expired', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is a warning, and stops nothing', () => {
    jest.useFakeTimers({ now: new Date('2099-01-01T00:00:00Z') });
    const app = testApp();
    const { node } = new StateStack(app, config);
    expect(synth(app)).not.toThrow();
    expect(node.metadata.map(({ data }) => String(data))).toContain(
      'The waiver of s3-access-logging at image-service-state*/state-bucket/bucket expired on 2027-11-30: decide again in src/guardrails/waivers.ts (image service team)',
    );
  });
});
