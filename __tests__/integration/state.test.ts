import { readFileSync } from 'node:fs';
import path from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteTopicCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { stateKey } from '../../src/config/names';
import { clientSettings } from '../../src/ops/aws';
import { findDrift } from '../../src/ops/state/drift';
import type { HistoryEntry } from '../../src/ops/state/history';
import { stateHistory } from '../../src/ops/state/history';
import type { ListedStack } from '../../src/ops/state/list';
import { listStates } from '../../src/ops/state/list';
import type { LockStatus } from '../../src/ops/state/lock';
import { lockStatus } from '../../src/ops/state/lock';
import { runOps } from '../support/commands';
import { end, holdLock } from '../support/held-lock';
import { freePort } from '../support/test-aws';
import { SECRET } from '../support/small-stage';
import { StateSuite } from '../support/state-suite';

const key = stateKey('dev');
/** Terraform and Node take a second each, and many times that on a busy machine. */
jest.setTimeout(600_000);
const first = { parameters: { color: 'red' }, topics: ['one', 'two'] };
const second = { parameters: { color: 'blue', size: 'small' }, topics: ['one', 'two'] };

describe('ops state, on states that Terraform has really written', () => {
  let suite: StateSuite | undefined;

  beforeAll(async () => {
    suite = await StateSuite.start();
  });
  afterAll(() => suite?.stop());

  const on = (): StateSuite => {
    if (suite === undefined) throw new Error('the suite has not started');
    return suite;
  };
  const history = () => stateHistory(on().context, { stage: 'dev', limit: 20 });
  const devInList = async () =>
    (await listStates(on().context)).find(({ stage }) => stage === 'dev');

  it('lists what is deployed and what is not', async () => {
    expect(await on().json<ListedStack[]>('list')).toEqual([
      { stage: 'dev', stack: 'image-service-dev' },
      { stage: 'staging', stack: 'image-service-staging' },
      { stage: 'prod', stack: 'image-service-prod' },
      { stage: 'access', stack: 'image-service-access' },
      { stage: 'state', stack: 'image-service-state' },
    ]);
    expect(await on().ops('show', 'dev')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `Error: image-service-dev is not deployed: there is no state at s3://${on().bucket}/image-service/dev/terraform.tfstate. Run \`pnpm cdktf deploy image-service-dev\` first.\n`,
    });
  });

  it('shows what Terraform wrote, and no secret unless asked to', async () => {
    await on().dev.apply(first);
    const all = await on().ops('show', 'dev');
    expect(all).toMatchObject({ code: 0, stderr: '' });
    expect(all.stdout).toContain('aws_sns_topic.one');
    const secret = await on().ops('show', 'dev', 'aws_ssm_parameter.secret');
    expect(secret.stdout).toContain('value = (sensitive)');
    expect(secret.stdout).not.toContain(SECRET);
    const revealed = await on().ops('show', 'dev', 'aws_ssm_parameter.secret', '--reveal');
    expect(revealed.stdout).toContain(`value = "${SECRET}"`);
    expect(await on().json('outputs', 'dev')).toEqual({
      secret_value: '(sensitive)',
      topics: ['one', 'two'],
    });
    expect(await on().json('outputs', 'dev', '--reveal')).toMatchObject({ secret_value: SECRET });
    expect((await on().ops('resources', '--search', ':DEV-TWO')).stdout).toContain(
      'arn:aws:sns:us-east-1:123456789012:dev-two',
    );
  });

  it('lists the stages in about a second, while two of them have no state', async () => {
    expect((await on().ops('list')).stdout).toMatch(
      /^dev +\d+ +1\.11\.\d+ +4 .* not recorded +free$/m,
    );
    // Node's own start is not ours, and takes as long as the machine is busy.
    const began = performance.now();
    await listStates(on().context);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('knows every version, and what it changed', async () => {
    await on().dev.apply(second);
    const [now, before] = await on().json<HistoryEntry[]>('history', 'dev');
    expect(now).toMatchObject({
      isLatest: true,
      added: ['aws_ssm_parameter.size'],
      removed: [],
      changed: ['aws_ssm_parameter.color'],
    });
    const diff = await on().ops('diff', 'dev', String(before?.serial), now?.versionId ?? '');
    expect(diff).toMatchObject({ code: 2 });
    expect(diff.stdout).toContain('~ aws_ssm_parameter.color');
    expect(diff.stdout).toContain('+ aws_ssm_parameter.size');
    expect(await on().ops('diff', 'dev', String(now?.serial), String(now?.serial))).toMatchObject({
      code: 0,
    });
  });

  it('brings back what was lost from the state, and Terraform plans no changes', async () => {
    const good = (await devInList())?.state?.serial ?? 0;
    await on().dev.expect('state', 'rm', 'aws_sns_topic.one', 'aws_ssm_parameter.size');
    expect(await on().plan()).toMatchObject({ code: 2 });

    expect(await on().ops('restore', 'dev', String(good))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nobody is there to give it (no terminal). Add --yes.'),
    });
    const restored = await on().restore(String(good));
    expect(restored.outcome).toBe('restored');
    expect(restored.serial).toBe(good + 2);

    const planned = await on().plan();
    expect(planned).toMatchObject({ code: 0 });
    expect(planned.stdout).toContain('No changes.');
    expect((await devInList())?.state).toMatchObject({ serial: good + 2, resources: 5 });
    expect((await history())[0]).toMatchObject({ restoredFrom: restored.from.versionId });
    expect(JSON.parse(readFileSync(restored.backup ?? '', 'utf8'))).toMatchObject({
      serial: good + 1,
    });
    expect((await lockStatus(on().context, 'dev')).lock).toBeUndefined();
    // The next write goes on from there.
    await on().dev.apply(second);
  });

  it('finds a state that was overwritten by hand, and repairs it', async () => {
    const [now] = await history();
    const written = await on().clients.s3.send(
      new GetObjectCommand({ Bucket: on().bucket, Key: key }),
    );
    const text = (await written.Body?.transformToString()) ?? '';
    const put = (body: string) =>
      on().clients.s3.send(new PutObjectCommand({ Bucket: on().bucket, Key: key, Body: body }));
    await put(text.replace('"blue"', '"green"'));
    expect(await on().ops('list')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('dev: The state is not the one that Terraform last wrote'),
    });
    await put(text.slice(0, 100));
    expect(await on().ops('list')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('unreadable'),
    });
    const restored = await on().restore(now?.versionId ?? '');
    expect(restored).toMatchObject({ outcome: 'restored', serial: (now?.serial ?? 0) + 1 });
    expect(await on().ops('list')).toMatchObject({ code: 0 });
    expect((await on().plan()).stdout).toContain('No changes.');
  });

  it('shows a lock that Terraform holds, and removes it only once its holder is dead', async () => {
    const holder = await holdLock(on().dev, on().env);
    try {
      const { lock } = await on().json<LockStatus>('lock', 'dev');
      expect(lock).toMatchObject({
        Operation: 'OperationTypeApply',
        Path: `${on().bucket}/${key}`,
      });
      const id = lock?.ID ?? '';
      expect(await on().ops('unlock', 'dev', 'another')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('not by "another". Nothing was removed.'),
      });
      expect(await on().ops('unlock', 'dev', id)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`Process ${String(holder.pid)} of this machine`),
      });
      const older = (await history()).find(({ kind, isLatest }) => kind === 'state' && !isLatest);
      expect(await on().ops('restore', 'dev', older?.versionId ?? '', '--yes')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(`The state of dev is locked by ${lock?.Who ?? ''}`),
      });
      await end(holder, 'SIGKILL');
      expect((await lockStatus(on().context, 'dev')).lock?.ID).toBe(id);
      expect(await on().ops('unlock', 'dev', id)).toMatchObject({ code: 0, stderr: '' });
      expect(await on().plan()).toMatchObject({ code: 0 });
      expect((await lockStatus(on().context, 'dev')).lock).toBeUndefined();
    } finally {
      await end(holder, 'SIGKILL');
    }
  });

  it('finds what was deleted and changed behind Terraform', async () => {
    const drift = () =>
      findDrift(on().context, {
        stage: 'dev',
        synthesize: (_stack, workspace) =>
          Promise.resolve(on().dev.synthesize(second, path.join(workspace, 'cdktf.out'))),
      });
    expect(await drift()).toEqual([
      { stack: 'image-service-dev', isDeployed: true, resources: [], filledIn: [] },
    ]);
    const sns = new SNSClient(clientSettings('us-east-1', on().env));
    const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
    const arn = Topics.find(({ TopicArn }) => TopicArn?.endsWith(':dev-one'))?.TopicArn;
    await sns.send(new DeleteTopicCommand({ TopicArn: arn }));
    const [found] = await drift();
    expect(found?.resources).toEqual([
      { address: 'aws_sns_topic.one', change: 'removed', attributes: [] },
    ]);
    await on().dev.apply(second);
  });

  it('drift ends with 0, and with 2 once there is any', async () => {
    // The real stack's configuration over the small one's state: refreshing goes by the state.
    expect(await on().ops('drift', 'dev')).toMatchObject({
      code: 0,
      stdout: 'image-service-dev: no drift\n',
    });
    await new SSMClient(clientSettings('us-east-1', on().env)).send(
      new PutParameterCommand({ Name: '/dev/secret', Value: 'by hand', Overwrite: true }),
    );
    const drifted = await on().ops('drift');
    expect(drifted).toMatchObject({ code: 2 });
    expect(drifted.stdout).toContain('image-service-prod: not deployed');
    expect(drifted.stdout).toContain(
      '~ aws_ssm_parameter.secret\n    value: (sensitive) → (sensitive)',
    );
    expect(drifted.stdout).not.toContain('by hand');
  });

  it('says what to do when nothing answers', async () => {
    const endpoint = `http://127.0.0.1:${await freePort()}`;
    const { code, stderr } = await runOps(['state', 'list'], {
      ...on().env,
      AWS_ENDPOINT_URL: endpoint,
    });
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Error: Nothing answers at AWS_ENDPOINT_URL = ${endpoint} (ECONNREFUSED). \`pnpm local up\` starts the local AWS; unset the variable for the real one.\n`,
    );
  });
});
