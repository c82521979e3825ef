import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListTablesCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { ListBucketsCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { StageRun } from '../../src/cdktf/stage-run';
import { PLAIN } from '../../src/cli/terminal';
import { stateKey } from '../../src/config/names';
import { applyRun } from '../../src/ops/apply/apply-plan';
import { planRun } from '../../src/ops/plan/plan-stage';
import type { PlanRecord } from '../../src/terraform/plan/plan-record';
import { contextOfScope } from '../../src/terraform/state/context';
import { LIFE, UNGUARDED, type Edit } from '../support/data/changes';
import { PUT, putData, readData } from '../support/data/kept-data';
import { SETTINGS, STATEFUL, type StatefulResource } from '../support/data/losses';
import { LOST, replaced, statefulModule, unprotected } from '../support/data/lost-module';
import { failureOf } from '../support/failure-of';
import { inClone } from '../support/in-clone';
import type { Moto } from '../support/moto';
import { startMoto } from '../support/moto';
import type { Operator } from '../support/operator';
import { createRemoteState, stageRunOf, writeStack } from '../support/plans/remote-stack';
import { stageClients } from '../support/stage-clients';
import { control } from '../support/test-aws';

/** Terraform takes seconds, and many times that on a busy machine. */
jest.setTimeout(1_800_000);

// What Terraform says of an apply would be among the suite's own lines.
const shown = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
afterAll(() => {
  shown.mockRestore();
});

describe('what holds data, of every stack in one configuration', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'image-service-data-'));
  const stack = path.join(root, 'stack');
  const { module, addresses } = statefulModule();
  const said: string[] = [];
  let moto: Moto | undefined;
  let made: StageRun | undefined;

  const clients = () => stageClients(moto?.env ?? {});
  const on = (): StageRun => {
    // Nobody changes anything outside of Terraform here: what it has applied need not be read again.
    const env = { ...moto?.env, TF_CLI_ARGS_plan: '-refresh=false' };
    made ??= stageRunOf(stack, 'data', env);
    return made;
  };
  const planOf = (name: string): string => path.join(root, name);
  const plan = (name: string, allowDestroy: readonly string[] = []): Promise<number> => {
    said.length = 0;
    const terminal = { out: (line: string) => void said.push(line), style: PLAIN, outWidth: 120 };
    const options = { out: planOf(name), values: 'all', allowDestroy, lockTimeout: '10s' } as const;
    return planRun(on(), options, terminal);
  };
  const apply = (name: string): Promise<void> => {
    const options = { plan: planOf(name), allowDestroy: [], lockTimeout: '10s' };
    return applyRun(on(), options, () => undefined);
  };
  const addressesAt = (places: readonly string[]): string[] =>
    places.map((place) => addresses.get(place) ?? `nothing at ${place}`);
  const addressesOf = (which: (of: StatefulResource) => boolean): string[] =>
    STATEFUL.filter(which)
      .flatMap(({ places }) => addressesAt(places))
      .sort();
  const refused = (name: string): string[] => {
    const text = readFileSync(path.join(planOf(name), 'plan.json'), 'utf8');
    const { losses } = JSON.parse(text) as PlanRecord;
    return losses.flatMap(({ address, isAllowed }) => (isAllowed ? [] : [address])).sort();
  };
  const names = async () => {
    const { dynamodb, s3 } = clients();
    const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    const buckets = Buckets.map(({ Name = '' }) => Name);
    const isOurs = (name: string): boolean => !name.startsWith('plan-test-');
    return { tables: TableNames.filter(isOurs).sort(), buckets: buckets.filter(isOurs).sort() };
  };

  beforeAll(async () => {
    moto = await startMoto();
    await createRemoteState(moto.env);
    writeStack(stack, 'data', { resource: module });
    await plan('created');
    await apply('created');
  });

  afterAll(async () => {
    await moto?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it('is in the table of docs/data.md, all of it', () => {
    expect(addressesOf(() => true)).toEqual([...addresses.values()].sort());
  });

  it('is refused to be created anew by Terraform, where the table says so', async () => {
    writeStack(stack, 'data', { resource: replaced(module) });
    const failure = (await failureOf(plan('prevented'))).replaceAll(/[\s│]+/g, ' ');
    const named = [...failure.matchAll(/Resource (\S+) has lifecycle\.prevent_destroy set/g)];
    expect(named.map(([, address = '']) => address).sort()).toEqual(
      addressesOf((of) => of.replaced.includes('Terraform')),
    );
  });

  it.each(['replaced', 'renamed', 'removed'] as const)(
    'is refused by the gate to be %s, and nothing else is',
    async (way) => {
      writeStack(stack, 'data', { resource: LOST[way](module) });
      expect(await plan(way)).toBe(3);
      expect(refused(way)).toEqual(addressesOf((of) => of[way].includes('gate')));
    },
  );

  it('is refused by the gate to be no longer protected', async () => {
    writeStack(stack, 'data', { resource: unprotected(module, addresses) });
    expect(await plan('unprotected')).toBe(3);
    const found = said.flatMap((line) => {
      const [, address = '', settings = ''] =
        /^ {2}NOT ALLOWED: (\S+): .* no longer protects .* \((.*)\)$/.exec(line) ?? [];
      return settings.split(', ').flatMap((one) => (one === '' ? [] : [`${address} ${one}`]));
    });
    const expected = SETTINGS.flatMap(({ gate, refusedAt }) =>
      gate === undefined ? [] : addressesAt(refusedAt).map((address) => `${address} ${gate}`),
    );
    expect(found.sort()).toEqual(expected.sort());
    await expect(apply('unprotected')).rejects.toThrow('no longer protects');
  });

  it('stays where AWS refuses its removal, which somebody has allowed', async () => {
    writeStack(stack, 'data', { resource: LOST.removed() });
    await expect(apply('removed')).rejects.toThrow('is destroyed, with its items');
    const { dynamodb, s3 } = clients();
    const before = await names();
    for (const TableName of before.tables) {
      const keys = TableName.startsWith('ImageMetadata') ? ['PK', 'SK'] : ['LockID'];
      const Item = Object.fromEntries(keys.map((name) => [name, { S: 'kept' }]));
      await dynamodb.send(new PutItemCommand({ TableName, Item }));
    }
    for (const Bucket of before.buckets) {
      await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'kept' }));
    }
    expect(await plan('allowed', [...addresses.values()])).toBe(2);
    await expect(apply('allowed')).rejects.toThrow('terraform apply');
    const after = await names();
    expect(after).toEqual({
      tables: ['ImageMetadata-prod', 'ImageMetadata-staging', 'image-service-state-lock'],
      buckets: [
        'images-lego-moc-prod',
        'images-lego-moc-prod-logs',
        'images-lego-moc-staging',
        'images-lego-moc-staging-logs',
        'lego-moc-image-service-state',
      ],
    });
    for (const TableName of after.tables) {
      expect(await dynamodb.send(new ScanCommand({ TableName }))).toMatchObject({ Count: 1 });
    }
    for (const Bucket of after.buckets) {
      expect(await s3.send(new ListObjectsV2Command({ Bucket }))).toMatchObject({ KeyCount: 1 });
    }
    const { logs, sqs, kms } = clients();
    expect(await logs.send(new DescribeLogGroupsCommand({}))).toMatchObject({ logGroups: [] });
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([]);
    const { Keys = [] } = await kms.send(new ListKeysCommand({}));
    const states = Keys.map(async ({ KeyId }) => {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
      return KeyMetadata?.Description?.startsWith('Encrypts') === true
        ? [KeyMetadata.KeyState]
        : [];
    });
    // Until its days are over, a key can be restored.
    expect((await Promise.all(states)).flat()).toEqual(Array(3).fill('PendingDeletion'));
  });
});

describe('the items and objects of a stage', () => {
  const apply = (operator: Operator, edits: readonly Edit[]): void => {
    for (const { file, from, to } of edits) {
      const target = path.join(operator.clone, file);
      const text = readFileSync(target, 'utf8');
      if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
      writeFileSync(target, text.replace(from, to));
    }
  };

  it(
    'are the same after a failed change, a restore, a recovery, permitted changes and refused plans',
    inClone('deployed', async ({ aws, operator, clients }) => {
      await putData(clients);
      const before = await readData(clients);
      const { items, objects, deleted } = before;
      expect([items.length, objects.length, deleted.length]).toEqual([
        PUT.items,
        PUT.objects,
        PUT.deleted,
      ]);
      const kept = async (): Promise<void> => {
        expect(await readData(clients)).toEqual(before);
      };

      apply(operator, LIFE.failed.edits);
      const creation = { service: 'lambda', operation: 'POST', path: '/functions' };
      const error = { kind: 'error', status: 400, code: 'CodeStorageExceededException' };
      await control(aws, 'faults', [{ ...error, ...creation }]);
      const failed = await operator.do('pnpm ops deploy dev --yes');
      expect(failed).toMatchObject({ code: 1 });
      expect(failed.stdout + failed.stderr).toContain('CodeStorageExceededException');
      await kept();

      const { store } = await contextOfScope('dev', aws.env);
      const { state } = (await store.current(stateKey('dev'))) ?? {};
      const lost = (state?.resources ?? [])
        .filter(({ type }) => /^aws_(dynamodb_table|s3_bucket)$/.test(type))
        .map(({ address }) => address);
      const lose = `pnpm ops state rm dev ${lost.join(' ')} --yes`;
      expect(await operator.do(lose)).toMatchObject({ code: 0 });
      const restore = `pnpm ops state restore dev ${state?.serial ?? ''} --yes`;
      expect(await operator.do(restore)).toMatchObject({ code: 0 });
      await kept();

      expect(await operator.do(lose)).toMatchObject({ code: 0 });
      const recovered = await operator.do('pnpm ops recover dev --out plan-dev');
      expect(recovered).toMatchObject({ code: 2 });
      for (const address of lost) expect(recovered.stdout).toContain(`import ${address}`);
      expect(await operator.do('pnpm ops apply dev --plan plan-dev')).toMatchObject({ code: 0 });
      await kept();

      const commit = await operator.do('git commit -qam "deployed"');
      expect(commit).toMatchObject({ code: 0 });
      apply(operator, LIFE.refused.edits);
      const losses = [
        /aws_dynamodb_table\.image-table_\S+: the table ImageMetadata-dev is destroyed and created anew, with/,
        /aws_s3_bucket\.image-bucket_\S+: the bucket images-lego-moc-dev is destroyed, with/,
        /aws_cloudwatch_log_group\.service-network_\S+: the log group \S+ is destroyed, with/,
        /aws_s3_bucket\.access-logs_\S+: the bucket images-lego-moc-dev-logs no longer protects .* \(force_destroy\)/,
      ];
      const refused = await operator.do('pnpm cdktf deploy image-service-dev --auto-approve');
      expect(refused).toMatchObject({ code: 1 });
      for (const loss of losses) expect(refused.stderr).toMatch(loss);

      await operator.do('git checkout -q .');
      apply(operator, UNGUARDED);
      const unguarded = await operator.do('pnpm ops plan dev');
      expect(unguarded).toMatchObject({ code: 1 });
      expect(unguarded.stderr).toContain(
        'image-table/table: dynamodb-recovery: cannot be restored, or not to all of the last 35 days',
      );
      await kept();
    }),
  );
});
