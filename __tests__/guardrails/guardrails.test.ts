import { describe, expect, it } from '@jest/globals';
import type { App } from 'cdktf';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { UserError } from '../../src/config/user-error';
import type { GuardrailsProps } from '../../src/guardrails/guardrails';
import { Guardrails } from '../../src/guardrails/guardrails';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { StateStack } from '../../src/stacks/state-stack';
import { HelloStage } from '../../examples/hello-function/hello-stage';
import { config, stage } from '../support/config';
import { testApp } from '../support/stack';

/** The day on which the waivers were last decided. */
const now = (): Date => new Date('2026-11-22T12:00:00Z');

function appWith(guardrails: GuardrailsProps = {}): App {
  const app = testApp();
  new Guardrails(app, { now, ...guardrails });
  return app;
}

describe('Guardrails', () => {
  it('let everything through that is committed, with every waiver in use', () => {
    const app = appWith();
    new StateStack(app, config);
    for (const each of config.stages) {
      new ImageServiceStack(app, { shared: config.shared, stage: each });
    }
    expect(() => {
      app.synth();
    }).not.toThrow();
  });

  it.each(config.stages.map(({ name }) => name))('let the example through, in %s', (name) => {
    const app = appWith();
    new HelloStage(app, { shared: config.shared, stage: stage(name) });
    expect(() => {
      app.synth();
    }).not.toThrow();
  });

  it.each(['qa', 'staging'])('let a disposable stage through that is called %s', (name) => {
    const app = appWith();
    const disposable = { ...stage('dev'), name, logRetentionDays: 14 };
    new ImageServiceStack(app, { shared: config.shared, stage: disposable });
    expect(() => {
      app.synth();
    }).not.toThrow();
  });

  it('hold a protected stage to more, also one that is called dev', () => {
    const app = appWith();
    const stack = new ImageServiceStack(app, {
      shared: config.shared,
      stage: stage('dev', { protection: 'protected' }),
    });
    stack.table.table.deletionProtectionEnabled = false;
    expect(() => {
      app.synth();
    }).toThrow(
      /3 findings .*\n  - image-service-dev\/image-table\/table: deletion-protection: .*\n  - image-service-dev\/\S+: log-retention-year: .*\n  - image-service-dev\/\S+: log-retention-year: .*$/,
    );
  });

  it('are there without being asked for', () => {
    const app = testApp();
    const stack = new StateStack(app, config);
    new S3Bucket(stack, 'bare', {});
    expect(() => {
      app.synth();
    }).toThrow('image-service-state/bare: s3-public-access-block: can become public: ');
  });

  it('say everything at once, a line each, to the person and not to the developer', () => {
    const app = appWith({ waivers: [] });
    new StateStack(app, config);
    const bucket = 'image-service-state/state-bucket/bucket';
    expect(() => {
      app.synth();
    }).toThrow(
      new UserError(
        [
          'The guardrails stop this, 6 findings (docs/guardrails.md):',
          `${bucket}: s3-access-logging: does not log who reads and writes it: add an aws_s3_bucket_logging`,
          `${bucket}: s3-customer-key: is encrypted by a key of S3: encrypt with aws:kms and a key of your own`,
          `${bucket}: s3-replication: exists in one region only: add an aws_s3_bucket_replication_configuration`,
          `${bucket}: s3-object-lock: cannot lock objects: set object_lock_enabled`,
          `${bucket}: s3-notifications: notifies nobody of new objects: add an aws_s3_bucket_notification`,
          'image-service-state/state-lock/table: dynamodb-customer-key: is encrypted by a key of AWS: set server_side_encryption.kms_key_arn',
        ].join('\n  - '),
      ),
    );
  });

  it('go by the clock', () => {
    const app = appWith({ now: () => new Date('2099-01-01T00:00:00Z') });
    new StateStack(app, config);
    expect(() => {
      app.synth();
    }).toThrow('src/guardrails/waivers.ts: s3-customer-key at **: it expired on 2027-11-30: ');
  });
});
