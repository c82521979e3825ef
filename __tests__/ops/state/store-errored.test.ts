import { afterAll, describe, expect, it } from '@jest/globals';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { formatStored, storeErrored } from '../../../src/ops/state/store-errored';
import { awsName, keepErroredState } from '../../../src/terraform/errored-state';
import { ACCOUNT, FakeBackend } from '../../support/fake-backend';
import { changedSettings, keepSettings } from '../../../src/terraform/state/recorded-settings';
import { stage } from '../../support/config';
import { temporaryDirectory, write } from '../../support/temporary';

const env = { AWS_ENDPOINT_URL: `http://store-errored-test-${process.pid}` };
const directory = temporaryDirectory();
let kept: string | undefined;
afterAll(() => {
  rmSync(path.dirname(String(kept)), { recursive: true, force: true });
});

describe('storeErrored', () => {
  it('does nothing where no state is kept', async () => {
    const fake = new FakeBackend();
    const stored = await storeErrored({ ...fake.context(), env }, 'dev');
    expect(fake.s3.commandCalls(PutObjectCommand)).toEqual([]);
    expect(formatStored(stored)).toBe(
      'No state of image-service-dev is kept on this machine: its last apply could upload it, or wrote none.',
    );
  });

  it('puts the kept state beside the state, and says how it is pushed', async () => {
    write(directory, 'errored.tfstate', '{"serial":8}');
    kept = keepErroredState(directory, 'image-service-dev', awsName(ACCOUNT, env));
    const fake = new FakeBackend();
    const context = { ...fake.context(), env };
    keepSettings(context, stage('dev'), String(kept));
    const stored = await storeErrored(context, 'dev');
    const key = 'image-service/dev/errored/image-service-dev-8.tfstate';
    // What the deploy was set to is known on this machine alone.
    expect(await changedSettings(context, stage('dev'))).toEqual([]);
    expect([...fake.versions.keys()]).toContain('image-service/dev/settings.json');
    expect(fake.s3.commandCalls(PutObjectCommand).at(-1)?.args[0].input).toMatchObject({
      Bucket: 'lego-moc-image-service-state',
      Key: key,
      Body: '{"serial":8}',
      ServerSideEncryption: 'AES256',
    });
    expect(formatStored(stored)).toBe(`\
The state of image-service-dev that could not be uploaded lies at s3://lego-moc-image-service-state/${key}. To push it:
  aws s3 cp s3://lego-moc-image-service-state/${key} errored.tfstate
  pnpm ops state push-errored dev --file errored.tfstate
  aws s3 rm s3://lego-moc-image-service-state/${key}`);
  });
});
