import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteTopicCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { childEnvironment } from '../../src/config/environment';
import { stateKey } from '../../src/config/names';
import type { AwsClients } from '../../src/ops/aws';
import { awsClients, clientSettings } from '../../src/ops/aws';
import type { StateContext } from '../../src/ops/state/context';
import { contextOf } from '../../src/ops/state/context';
import { findDrift } from '../../src/ops/state/drift';
import type { HistoryEntry } from '../../src/ops/state/history';
import { stateHistory } from '../../src/ops/state/history';
import type { ListedStack } from '../../src/ops/state/list';
import { listStates } from '../../src/ops/state/list';
import type { LockStatus } from '../../src/ops/state/lock';
import { lockStatus } from '../../src/ops/state/lock';
import type { Restored } from '../../src/ops/state/restore';
import { PROJECT_ROOT } from '../../src/terraform/project';
import { providerEnvironment } from '../../src/terraform/provider-source';
import type { Ended } from '../support/commands';
import { runOps } from '../support/commands';
import { config } from '../support/config';
import { end, holdLock } from '../support/held-lock';
import type { Moto } from '../support/moto';
import { freePort } from '../support/local-stage';
import { startMoto } from '../support/moto';
import { SECRET, SmallStageFolder, synthesizeSmallStage } from '../support/small-stage';
import { createBackend } from '../support/state-bucket';

const { stateBucketName } = config.shared;
const key = stateKey('dev');

/** Terraform and Node take a second each, and many times that on a busy machine. */
const SLOW = 600_000;

const first = { parameters: { color: 'red' }, topics: ['one', 'two'] };
const second = { parameters: { color: 'blue', size: 'small' }, topics: ['one', 'two'] };

describe('ops state, on states that Terraform has really written', () => {
  let moto: Moto;
  let env: Readonly<Record<string, string>>;
  let clients: AwsClients;
  let context: StateContext;
  let dev: SmallStageFolder;
  /** Every subcommand that ran here, for the runbook. */
  const ran = new Set<string>();

  beforeAll(async () => {
    moto = await startMoto();
    env = childEnvironment(
      { ...(await providerEnvironment(moto.env)), CHECKPOINT_DISABLE: '1' },
      moto.env,
    );
    clients = awsClients('us-east-1', env);
    context = contextOf(config, clients, env);
    dev = new SmallStageFolder('dev', env);
    await createBackend(clients);
  }, SLOW);

  afterAll(async () => {
    dev.remove();
    for (const file of readdirSync(PROJECT_ROOT)) {
      if (/^terraform\.image-service-dev\..*\.backup$/.test(file))
        rmSync(path.join(PROJECT_ROOT, file));
    }
    await moto.stop();
  });

  function ops(...args: string[]): Promise<Ended> {
    ran.add(args[0] ?? '');
    return runOps(['state', ...args], env);
  }

  async function json<T>(...args: string[]): Promise<T> {
    const { stdout, stderr } = await ops(...args, '--json');
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as T;
  }

  const history = () => stateHistory(context, { stage: 'dev', limit: 20 });
  const plan = () => dev.terraform('plan', '-input=false', '-detailed-exitcode', '-no-color');
  const devInList = async () => (await listStates(context)).find(({ stage }) => stage === 'dev');

  it(
    'lists what is deployed and what is not',
    async () => {
      expect(await json<ListedStack[]>('list')).toEqual([
        { stage: 'dev', stack: 'image-service-dev' },
        { stage: 'staging', stack: 'image-service-staging' },
        { stage: 'prod', stack: 'image-service-prod' },
        { stage: 'state', stack: 'image-service-state' },
      ]);
      expect(await ops('show', 'dev')).toMatchObject({
        code: 1,
        stdout: '',
        stderr:
          'Error: image-service-dev is not deployed: there is no state at s3://lego-moc-image-service-state/image-service/dev/terraform.tfstate. Run `pnpm cdktf deploy image-service-dev` first.\n',
      });
    },
    SLOW,
  );

  it(
    'shows what Terraform wrote, and no secret unless asked to',
    async () => {
      await dev.apply(first);
      const all = await ops('show', 'dev');
      expect(all).toMatchObject({ code: 0, stderr: '' });
      expect(all.stdout).toContain('aws_sns_topic.one');
      const secret = await ops('show', 'dev', 'aws_ssm_parameter.secret');
      expect(secret.stdout).toContain('value = (sensitive)');
      expect(secret.stdout).not.toContain(SECRET);
      const revealed = await ops('show', 'dev', 'aws_ssm_parameter.secret', '--reveal');
      expect(revealed.stdout).toContain(`value = "${SECRET}"`);
      expect(await json('outputs', 'dev')).toEqual({
        secret_value: '(sensitive)',
        topics: ['one', 'two'],
      });
      expect(await json('outputs', 'dev', '--reveal')).toMatchObject({ secret_value: SECRET });
      expect((await ops('resources', '--search', ':DEV-TWO')).stdout).toContain(
        'arn:aws:sns:us-east-1:123456789012:dev-two',
      );
    },
    SLOW,
  );

  it(
    'lists the stages in about a second, while two of them have no state',
    async () => {
      expect((await ops('list')).stdout).toMatch(
        /^dev +\d+ +1\.11\.\d+ +4 .* not recorded +free$/m,
      );
      // Node's own start is not ours, and takes as long as the machine is busy.
      const began = performance.now();
      await listStates(context);
      expect(performance.now() - began).toBeLessThan(1000);
    },
    SLOW,
  );

  it(
    'knows every version, and what it changed',
    async () => {
      await dev.apply(second);
      const [now, before] = await json<HistoryEntry[]>('history', 'dev');
      expect(now).toMatchObject({
        isLatest: true,
        added: ['aws_ssm_parameter.size'],
        removed: [],
        changed: ['aws_ssm_parameter.color'],
      });
      const diff = await ops('diff', 'dev', String(before?.serial), now?.versionId ?? '');
      expect(diff).toMatchObject({ code: 2 });
      expect(diff.stdout).toContain('~ aws_ssm_parameter.color');
      expect(diff.stdout).toContain('+ aws_ssm_parameter.size');
      expect(await ops('diff', 'dev', String(now?.serial), String(now?.serial))).toMatchObject({
        code: 0,
      });
    },
    SLOW,
  );

  it(
    'brings back what was lost from the state, and Terraform plans no changes',
    async () => {
      const good = (await devInList())?.state?.serial ?? 0;
      await dev.expect('state', 'rm', 'aws_sns_topic.one', 'aws_ssm_parameter.size');
      expect(await plan()).toMatchObject({ code: 2 });

      expect(await ops('restore', 'dev', String(good))).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('nobody is there to give it (no terminal). Add --yes.'),
      });
      const restored = await json<Restored>('restore', 'dev', String(good), '--yes');
      expect(restored.outcome).toBe('restored');
      expect(restored.serial).toBe(good + 2);

      const planned = await plan();
      expect(planned).toMatchObject({ code: 0 });
      expect(planned.stdout).toContain('No changes.');
      expect((await devInList())?.state).toMatchObject({ serial: good + 2, resources: 5 });
      expect((await history())[0]).toMatchObject({ restoredFrom: restored.from.versionId });
      expect(JSON.parse(readFileSync(restored.backup ?? '', 'utf8'))).toMatchObject({
        serial: good + 1,
      });
      expect((await lockStatus(context, 'dev')).lock).toBeUndefined();
      // The next write goes on from there.
      await dev.apply(second);
    },
    SLOW,
  );

  it(
    'finds a state that was overwritten by hand, and repairs it',
    async () => {
      const [now] = await history();
      const written = await clients.s3.send(
        new GetObjectCommand({ Bucket: stateBucketName, Key: key }),
      );
      const text = (await written.Body?.transformToString()) ?? '';
      const put = (body: string) =>
        clients.s3.send(new PutObjectCommand({ Bucket: stateBucketName, Key: key, Body: body }));
      await put(text.replace('"blue"', '"green"'));
      expect(await ops('list')).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('dev: The state is not the one that Terraform last wrote'),
      });
      await put(text.slice(0, 100));
      expect(await ops('list')).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('unreadable'),
      });
      const restored = await json<Restored>('restore', 'dev', now?.versionId ?? '', '--yes');
      expect(restored).toMatchObject({ outcome: 'restored', serial: (now?.serial ?? 0) + 1 });
      expect(await ops('list')).toMatchObject({ code: 0 });
      expect((await plan()).stdout).toContain('No changes.');
    },
    SLOW,
  );

  it(
    'shows a lock that Terraform holds, and removes it only once its holder is dead',
    async () => {
      const holder = await holdLock(dev, env);
      try {
        const { lock } = await json<LockStatus>('lock', 'dev');
        expect(lock).toMatchObject({
          Operation: 'OperationTypeApply',
          Path: `${stateBucketName}/${key}`,
        });
        const id = lock?.ID ?? '';
        expect(await ops('unlock', 'dev', 'another')).toMatchObject({
          code: 1,
          stderr: expect.stringContaining('not by "another". Nothing was removed.'),
        });
        expect(await ops('unlock', 'dev', id)).toMatchObject({
          code: 1,
          stderr: expect.stringContaining(`Process ${String(holder.pid)} of this machine`),
        });
        const older = (await history()).find(({ kind, isLatest }) => kind === 'state' && !isLatest);
        expect(await ops('restore', 'dev', older?.versionId ?? '', '--yes')).toMatchObject({
          code: 1,
          stderr: expect.stringContaining(`The state of dev is locked by ${lock?.Who ?? ''}`),
        });
        await end(holder, 'SIGKILL');
        expect((await lockStatus(context, 'dev')).lock?.ID).toBe(id);
        expect(await ops('unlock', 'dev', id)).toMatchObject({ code: 0, stderr: '' });
        expect(await plan()).toMatchObject({ code: 0 });
        expect((await lockStatus(context, 'dev')).lock).toBeUndefined();
      } finally {
        await end(holder, 'SIGKILL');
      }
    },
    SLOW,
  );

  it(
    'finds what was deleted and changed behind Terraform',
    async () => {
      const drift = () =>
        findDrift(context, {
          stage: 'dev',
          synthesize: (_stack, workspace) =>
            Promise.resolve(synthesizeSmallStage('dev', path.join(workspace, 'cdktf.out'), second)),
        });
      expect(await drift()).toEqual([
        { stack: 'image-service-dev', isDeployed: true, resources: [] },
      ]);
      const sns = new SNSClient(clientSettings('us-east-1', env));
      const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
      const arn = Topics.find(({ TopicArn }) => TopicArn?.endsWith(':dev-one'))?.TopicArn;
      await sns.send(new DeleteTopicCommand({ TopicArn: arn }));
      const [found] = await drift();
      expect(found?.resources).toEqual([
        { address: 'aws_sns_topic.one', change: 'removed', attributes: [] },
      ]);
      await dev.apply(second);
    },
    SLOW,
  );

  it(
    'drift ends with 0, and with 2 once there is any',
    async () => {
      // The real stack's configuration over the small one's state: refreshing goes by the state.
      await new Route53Client(clientSettings('us-east-1', env)).send(
        new CreateHostedZoneCommand({ Name: 'lego-api.com', CallerReference: 'test' }),
      );
      expect(await ops('drift', 'dev')).toMatchObject({
        code: 0,
        stdout: 'image-service-dev: no drift\n',
      });
      await new SSMClient(clientSettings('us-east-1', env)).send(
        new PutParameterCommand({ Name: '/dev/secret', Value: 'by hand', Overwrite: true }),
      );
      const drifted = await ops('drift');
      expect(drifted).toMatchObject({ code: 2 });
      expect(drifted.stdout).toContain('image-service-prod: not deployed');
      expect(drifted.stdout).toContain(
        '~ aws_ssm_parameter.secret\n    value: (sensitive) → (sensitive)',
      );
      expect(drifted.stdout).not.toContain('by hand');
    },
    SLOW,
  );

  it(
    'says what to do when nothing answers',
    async () => {
      const endpoint = `http://127.0.0.1:${await freePort()}`;
      const { code, stderr } = await runOps(['state', 'list'], {
        ...env,
        AWS_ENDPOINT_URL: endpoint,
      });
      expect(code).toBe(1);
      expect(stderr).toBe(
        `Error: Nothing answers at AWS_ENDPOINT_URL = ${endpoint} (ECONNREFUSED). \`pnpm local up\` starts the local AWS; unset the variable for the real one.\n`,
      );
    },
    SLOW,
  );

  it('has run every `ops state` command of the runbook', () => {
    const runbook = readFileSync(path.join(PROJECT_ROOT, 'docs', 'runbook.md'), 'utf8');
    const named = [...runbook.matchAll(/pnpm ops state ([a-z]+)/g)].map(
      ([, command]) => command ?? '',
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((command) => !ran.has(command))).toEqual([]);
  });
});
