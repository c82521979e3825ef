import { readFileSync } from 'node:fs';
import path from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteTopicCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it, jest } from '@jest/globals';
import { stateKey } from '../../src/config/names';
import { clientSettings } from '../../src/aws/clients';
import { findDrift } from '../../src/ops/state/drift';
import type { HistoryEntry } from '../../src/ops/state/history';
import { stateHistory } from '../../src/ops/state/history';
import type { ListedStack } from '../../src/ops/state/list';
import { listStates } from '../../src/ops/state/list';
import type { LockStatus } from '../../src/ops/state/lock';
import { lockStatus } from '../../src/ops/state/lock';
import { noteWriter } from '../../src/terraform/state/writer';
import { runOps } from '../support/commands';
import { committed } from '../support/config';
import { end, holdLock } from '../support/held-lock';
import { freePort } from '../support/test-aws';
import { SECRET } from '../support/small-stage';
import { StateSuite } from '../support/state-suite';

/** Terraform and Node take a second each, and many times that on a busy machine. */
jest.setTimeout(600_000);

const key = stateKey('dev');
const AWS = { aws: { parameters: { color: 'red' }, topics: ['one', 'two'] } };
const FIRST = { data: { color: 'red', shape: 'round' } };
const SECOND = { data: { color: 'blue', shape: 'round', size: 'small' } };

/** A case with a state bucket and a dev stage of its own. */
const onSuite = (work: (on: StateSuite) => Promise<void>) => async (): Promise<void> => {
  const suite = await StateSuite.start();
  try {
    await work(suite);
  } finally {
    await suite.stop();
  }
};

const history = (on: StateSuite) => stateHistory(on.context, { stage: 'dev', limit: 20 });

const devInList = async (on: StateSuite) =>
  (await listStates(on.context)).find(({ stage }) => stage === 'dev');

describe('ops state, on states that Terraform has really written', () => {
  it.concurrent(
    'lists what is deployed and what is not',
    onSuite(async (on) => {
      expect(await on.json<ListedStack[]>('list')).toEqual([
        ...committed.stages.map(({ name }) => ({ stage: name, stack: `image-service-${name}` })),
        { stage: 'access', stack: 'image-service-access' },
        { stage: 'state', stack: 'image-service-state' },
      ]);
      expect(await on.ops('show', 'dev')).toMatchObject({
        code: 1,
        stdout: '',
        stderr: `Reading the state …\nError: image-service-dev is not deployed: there is no state at s3://${on.bucket}/image-service/dev/terraform.tfstate. Run \`pnpm local deploy dev\` first.\n`,
      });
    }),
  );

  it.concurrent(
    'shows what Terraform wrote, and no secret unless asked to',
    onSuite(async (on) => {
      await on.dev.apply(AWS);
      const all = await on.ops('show', 'dev');
      expect(all).toMatchObject({ code: 0, stderr: 'Reading the state …\n' });
      expect(all.stdout).toContain('aws_sns_topic.one');
      const secret = await on.ops('show', 'dev', 'aws_ssm_parameter.secret');
      expect(secret.stdout).toContain('value = (sensitive)');
      expect(secret.stdout).not.toContain(SECRET);
      const revealed = await on.ops('show', 'dev', 'aws_ssm_parameter.secret', '--reveal');
      expect(revealed.stdout).toContain(`value = "${SECRET}"`);
      expect(await on.json('outputs', 'dev')).toEqual({
        secret_value: '(sensitive)',
        topics: ['one', 'two'],
      });
      expect(await on.json('outputs', 'dev', '--reveal')).toMatchObject({ secret_value: SECRET });
      expect((await on.ops('resources', '--search', ':DEV-TWO')).stdout).toContain(
        'arn:aws:sns:us-east-1:123456789012:dev-two',
      );
      expect((await on.ops('list')).stdout).toMatch(
        /^dev +\d+ +1\.11\.\d+ +4 .* not recorded +free$/m,
      );
    }),
  );

  it.concurrent(
    'knows every version, and what it changed',
    onSuite(async (on) => {
      await on.dev.apply(FIRST);
      await on.dev.apply(SECOND);
      const [now, before] = await on.json<HistoryEntry[]>('history', 'dev');
      expect(now).toMatchObject({
        isLatest: true,
        added: ['terraform_data.size'],
        removed: [],
        changed: ['terraform_data.color'],
      });
      const diff = await on.ops('diff', 'dev', String(before?.serial), now?.versionId ?? '');
      expect(diff).toMatchObject({ code: 2 });
      expect(diff.stdout).toContain('~ terraform_data.color');
      expect(diff.stdout).toContain('+ terraform_data.size');
      const serial = String(now?.serial);
      expect(await on.ops('diff', 'dev', serial, serial)).toMatchObject({ code: 0 });
    }),
  );

  it.concurrent(
    'brings back what was lost from the state, and Terraform plans no changes',
    onSuite(async (on) => {
      await on.dev.apply(SECOND);
      const good = (await devInList(on))?.state?.serial ?? 0;
      await on.dev.expect('state', 'rm', 'terraform_data.shape', 'terraform_data.size');
      expect(await on.plan()).toMatchObject({ code: 2 });

      expect(await on.ops('restore', 'dev', String(good))).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('nobody is there to give it (no terminal). Add --yes.'),
      });
      const restored = await on.restore(String(good));
      expect(restored.outcome).toBe('changed');
      expect(restored.serial).toBe(good + 2);

      const planned = await on.plan();
      expect(planned).toMatchObject({ code: 0 });
      expect(planned.stdout).toContain('No changes.');
      expect((await devInList(on))?.state).toMatchObject({ serial: good + 2, resources: 3 });
      expect((await history(on))[0]).toMatchObject({ restoredFrom: restored.from.versionId });
      expect(JSON.parse(readFileSync(restored.backup ?? '', 'utf8'))).toMatchObject({
        serial: good + 1,
      });
      expect((await lockStatus(on.context, 'dev')).lock).toBeUndefined();
      // The next write goes on from there.
      await on.dev.apply(FIRST);
    }),
  );

  it.concurrent(
    'finds a state that was overwritten by hand, and repairs it',
    onSuite(async (on) => {
      await on.dev.apply(SECOND);
      const [now] = await history(on);
      const written = await on.clients.s3.send(
        new GetObjectCommand({ Bucket: on.bucket, Key: key }),
      );
      const text = (await written.Body?.transformToString()) ?? '';
      const put = (body: string) =>
        on.clients.s3.send(new PutObjectCommand({ Bucket: on.bucket, Key: key, Body: body }));
      await put(text.replaceAll('"blue"', '"green"'));
      expect(await on.ops('list')).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('dev: The state is not the one that Terraform last wrote'),
      });
      await put(text.slice(0, 100));
      expect(await on.ops('list')).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('unreadable'),
      });
      const restored = await on.restore(now?.versionId ?? '');
      expect(restored).toMatchObject({ outcome: 'changed', serial: (now?.serial ?? 0) + 1 });
      expect(await on.ops('list')).toMatchObject({ code: 0 });
      expect((await on.plan()).stdout).toContain('No changes.');
    }),
  );

  it.concurrent(
    'shows a lock that Terraform holds, and removes it only once its holder is dead',
    onSuite(async (on) => {
      await on.dev.apply(FIRST);
      await on.dev.apply(SECOND);
      const holder = await holdLock(on.dev, on.env);
      try {
        const { lock, places } = await on.json<LockStatus>('lock', 'dev');
        expect(places).toEqual(['lock file', 'lock table']);
        expect(lock).toMatchObject({
          Operation: 'OperationTypeApply',
          Path: `${on.bucket}/${key}`,
        });
        const id = lock?.ID ?? '';
        expect(await on.ops('unlock', 'dev', 'another')).toMatchObject({
          code: 1,
          stderr: expect.stringContaining('not by "another". Nothing was removed.'),
        });
        expect(await on.ops('unlock', 'dev', id)).toMatchObject({
          code: 1,
          stderr: expect.stringContaining(`Process ${String(holder.pid)} of this machine`),
        });
        const older = (await history(on)).find(
          ({ kind, isLatest }) => kind === 'state' && !isLatest,
        );
        expect(await on.ops('restore', 'dev', older?.versionId ?? '', '--yes')).toMatchObject({
          code: 1,
          stderr: expect.stringContaining(`The state of dev is locked by ${lock?.Who ?? ''}`),
        });
        await end(holder, 'SIGKILL');
        expect((await lockStatus(on.context, 'dev')).lock?.ID).toBe(id);
        expect(await on.ops('unlock', 'dev', id)).toMatchObject({
          code: 0,
          stderr: 'Removing the lock …\n',
        });
        expect(await on.plan()).toMatchObject({ code: 0 });
        expect((await lockStatus(on.context, 'dev')).lock).toBeUndefined();
      } finally {
        await end(holder, 'SIGKILL');
      }
    }),
  );

  it.concurrent(
    'goes on where Terraform has no lock table any more, once the digest is removed',
    onSuite(async (on) => {
      await on.dev.apply(FIRST);
      // The last that a Terraform with the table does: 0024 has these steps.
      await on.context.locks.removeDigest(key, (await on.context.locks.digest(key)) ?? '');
      on.dev.synthesize({ ...FIRST, locks: 'lock file' });
      await on.dev.expect('init', '-input=false', '-reconfigure');
      expect(await on.plan()).toMatchObject({ code: 0 });

      await on.dev.apply({ ...SECOND, locks: 'lock file' });
      expect(await on.context.locks.digest(key)).toBeUndefined();
      expect(await on.ops('list')).toMatchObject({ code: 0 });
      const holder = await holdLock(on.dev, on.env);
      try {
        const { lock, places } = await on.json<LockStatus>('lock', 'dev');
        expect(places).toEqual(['lock file']);
        await end(holder, 'SIGKILL');
        expect((await on.plan()).stderr).toContain(`ID:        ${lock?.ID ?? ''}`);
        expect(await on.ops('unlock', 'dev', lock?.ID ?? '')).toMatchObject({ code: 0 });
        expect(await on.plan()).toMatchObject({ code: 0 });
      } finally {
        await end(holder, 'SIGKILL');
      }
    }),
  );

  it.concurrent(
    'moves and takes out resources so that Terraform goes on from there',
    onSuite(async (on) => {
      await on.dev.apply(SECOND);
      const moved = await on.edit('mv', 'dev', 'terraform_data.shape', 'terraform_data.form');
      const removed = await on.edit('rm', 'dev', 'terraform_data.size');
      expect(removed.serial).toBe((moved.serial ?? 0) + 1);
      const planned = await on.plan();
      expect(planned.stdout).toContain('Plan: 2 to add, 0 to change, 1 to destroy.');
      await on.dev.apply({ data: { color: 'blue', form: 'round' } });
      expect((await devInList(on))?.state).toMatchObject({ resources: 2 });
      expect(await on.ops('list')).toMatchObject({ code: 0 });
    }),
  );

  it.concurrent(
    'lets Terraform begin anew where a state is lost with all its versions',
    onSuite(async (on) => {
      await on.dev.apply(FIRST);
      for await (const { versionId } of on.context.store.versions(key)) {
        await on.context.store.delete(key, versionId);
      }
      const lost = 'but the bucket has no version of it';
      expect(await on.ops('list')).toMatchObject({
        code: 1,
        stdout: expect.stringContaining(lost),
      });
      expect((await on.ops('history', 'dev')).stderr).toContain(lost);
      expect(await on.plan()).toMatchObject({ code: 1 });
      expect(await on.ops('remove-digest', 'dev', '--yes')).toMatchObject({ code: 0 });
      expect(await on.plan()).toMatchObject({ code: 2 });
      expect(await on.ops('list')).toMatchObject({ code: 0 });
    }),
  );

  it.concurrent(
    'finds what was deleted and changed behind Terraform',
    onSuite(async (on) => {
      await on.dev.apply(AWS);
      const drift = () =>
        findDrift(on.context, {
          stage: 'dev',
          synthesize: (_stack, workspace) =>
            Promise.resolve(on.dev.synthesize(AWS, path.join(workspace, 'cdktf.out'))),
        });
      expect(await drift()).toEqual([
        { stack: 'image-service-dev', isDeployed: true, resources: [], filledIn: [] },
      ]);
      // The real stack's configuration over the small one's state: refreshing goes by the state.
      expect(await on.ops('drift', 'dev')).toMatchObject({
        code: 0,
        stdout: 'image-service-dev: no drift\n',
      });
      const sns = new SNSClient(clientSettings('us-east-1', on.env));
      const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
      const arn = Topics.find(({ TopicArn }) => TopicArn?.endsWith(':dev-one'))?.TopicArn;
      await sns.send(new DeleteTopicCommand({ TopicArn: arn }));
      const [found] = await drift();
      expect(found?.resources).toEqual([
        { address: 'aws_sns_topic.one', change: 'removed', attributes: [] },
      ]);
      await new SSMClient(clientSettings('us-east-1', on.env)).send(
        new PutParameterCommand({ Name: '/dev/secret', Value: 'by hand', Overwrite: true }),
      );
      const drifted = await on.ops('drift');
      expect(drifted).toMatchObject({ code: 2 });
      expect(drifted.stdout).toContain('image-service-prod: not deployed');
      expect(drifted.stdout).toContain(
        '~ aws_ssm_parameter.secret\n    value: (sensitive) → (sensitive)',
      );
      expect(drifted.stdout).not.toContain('by hand');

      // A deploy that is stopped once it has refreshed the state.
      const deploy = (work: () => Promise<unknown>) =>
        noteWriter(['image-service-dev'], work, on.context, { isDeploy: true });
      const stopped = deploy(async () => {
        await on.dev.expect('apply', '-refresh-only', '-input=false', '-auto-approve');
        throw new Error('stopped');
      });
      await expect(stopped).rejects.toThrow('stopped');
      expect((await drift())[0]?.resources).toMatchObject([
        { address: 'aws_sns_topic.one', change: 'removed' },
        { address: 'aws_ssm_parameter.secret', change: 'changed', attributes: [{ path: 'value' }] },
      ]);
      await deploy(() => on.dev.apply(AWS));
      expect((await drift())[0]?.resources).toEqual([]);
    }),
  );

  it.concurrent(
    'says what to do when nothing answers',
    onSuite(async (on) => {
      const endpoint = `http://127.0.0.1:${await freePort()}`;
      const env = { ...on.env, AWS_ENDPOINT_URL: endpoint };
      const { code, stderr } = await runOps(['state', 'list'], env);
      expect(code).toBe(1);
      expect(stderr).toBe(
        `Reading the states …\nError: Nothing answers at AWS_ENDPOINT_URL = ${endpoint} (ECONNREFUSED). \`pnpm local up\` starts the local AWS; unset the variable for the real one.\n`,
      );
    }),
  );
});
