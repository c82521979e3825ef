import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import { DescribeAlarmsCommand, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeKeyCommand, GetKeyPolicyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { DeleteBucketPolicyCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it, jest } from '@jest/globals';
import type { Environment } from '../../src/config/environment';
import { stateKey } from '../../src/config/names';
import type { FunctionDefinition } from '../../src/constructs/functions/function-definition';
import { FUNCTIONS } from '../../src/functions';
import { verifyDeployed } from '../../src/ops/verify/verify';
import { listeners } from '../support/alarm-listeners';
import { config } from '../support/config';
import { DEPLOYED_DEV } from '../support/deployed-dev';
import { EVERY_FUNCTION } from '../support/every-function';
import { readBack } from '../support/read-back';
import { remains, WITHOUT_STAGES } from '../support/remains';
import { heldLocks, onAws, type Case } from '../support/snapshots';
import { stageClients } from '../support/stage-clients';
import {
  get,
  passMinute,
  run,
  startTestAws,
  type Finished,
  type TestAws,
} from '../support/test-aws';
import { CHANGED, DELETED, EMAIL, type Break } from '../support/verify-breaks';

/** Terraform alone takes minutes, and many times that on a busy machine. */
jest.setTimeout(1_800_000);

const STACK = 'image-service-dev';

/** An origin that dev's response headers policy allows. */
const SITE = 'https://dev.lego-api.com';

/** The same stage with a function for each trigger. */
const WITH_FUNCTIONS = ['--app', 'node src/bundled.cjs __tests__/support/every-function-main.ts'];

const NO_CHANGES = { code: 0, output: expect.stringContaining('No changes') as unknown };

const cdktf = ({ aws }: Case, command: string, ...args: string[]): Promise<Finished> => {
  const outdir = path.join(aws.directory, 'cdktf.out');
  return run('src/cdktf/cli.ts', [command, STACK, '--output', outdir, ...args], aws.env);
};

const ops = ({ aws }: Case, ...args: string[]): Promise<Finished> =>
  run('src/ops/cli.ts', args, aws.env);

/** What the deploy of the snapshot has left in its folder. */
const inOrigin = ({ origin }: Pick<Case, 'origin'>, ...file: string[]): string =>
  readFileSync(path.join(origin?.directory ?? '', ...file), 'utf8');

function outputsOf({ origin }: Case): Readonly<Record<string, string>> {
  const text = inOrigin({ origin }, `${STACK}-outputs.json`);
  return (JSON.parse(text) as Record<string, Record<string, string>>)[STACK] ?? {};
}

const askApi = (on: Case, at: string) => {
  const host = `${outputsOf(on).api_id ?? ''}.execute-api.us-east-1.amazonaws.com`;
  return get(on.aws.port, host, at);
};

/** Alarms of the stage tell somebody. */
const TOLD = { IMAGE_SERVICE_DEV_ALARM_EMAILS: EMAIL };

/** What `ops verify` says of the criteria that are not met, and of those that it skips. */
async function unmet(env: Environment, functions: readonly FunctionDefinition[]) {
  const { checks } = await verifyDeployed('dev', {}, env, functions);
  const others = checks.filter(({ status }) => status !== 'passed');
  return Object.fromEntries(others.map(({ id, found }) => [id, found]));
}

const LOCALLY = { 'cdn-https-live': 'the local AWS speaks no TLS' };

/** `ops verify` finds the changes by hand that are made to a fork of a stage with functions, and nothing else. */
async function expectFindings(aws: TestAws, breaks: readonly Break[]): Promise<void> {
  const changed = await startTestAws(aws);
  try {
    const clients = stageClients(changed.env);
    for (const { change } of breaks) await change(clients);
    await passMinute(changed);
    const found = breaks.flatMap((broken) =>
      Object.entries(broken.found).map(([id, text]) => [
        id,
        typeof text === 'string' ? text : expect.stringMatching(text),
      ]),
    );
    expect(await unmet({ ...changed.env, ...TOLD }, EVERY_FUNCTION)).toEqual({
      ...LOCALLY,
      ...Object.fromEntries(found),
    });
  } finally {
    await changed.stop();
  }
}

describe('a stage in a new account', () => {
  it.concurrent(
    'is not deployed before there is a place for its state',
    onAws(undefined, async (on) => {
      const refused = await cdktf(on, 'deploy', '--auto-approve');
      expect(refused.code).toBe(1);
      expect(refused.output.trim()).toBe(
        'Error: The state bucket lego-moc-image-service-state does not exist in this account. Run `pnpm ops bootstrap` once, then this again.',
      );
    }),
  );

  it.concurrent(
    'gets that place by bootstrap, with its own state in it',
    onAws('bootstrapped', async ({ clients }) => {
      await clients.s3.send(
        new HeadObjectCommand({ Bucket: config.shared.stateBucketName, Key: stateKey('state') }),
      );
    }),
  );
});

describe('a deployed stage', () => {
  it.concurrent(
    'has printed every output',
    onAws('deployed', async (on) => {
      const outputs = outputsOf(on);
      expect(Object.keys(outputs).sort()).toEqual([
        'alarm_topic_arn',
        'api_endpoint',
        'api_id',
        'cdn_distribution_id',
        'cdn_domain_name',
        'cdn_url',
        'dashboard_name',
        'function_security_group_id',
        'images_bucket_name',
        'jwt_authorizer_id',
        'parameter_path',
        'private_subnet_ids',
        'table_arn',
        'table_name',
        'user_index_name',
      ]);
      const printed = inOrigin(on, `${STACK}.log`);
      for (const [name, value] of Object.entries(outputs)) {
        expect(printed).toMatch(new RegExp(`${name}\\s*=`));
        for (const text of [value].flat()) expect(printed).toContain(text);
      }
      expect(await heldLocks(on.clients)).toEqual([]);
    }),
  );

  it.concurrent(
    'was made by `pnpm local`, which says in 60 lines what it does and what to try',
    onAws('deployed', ({ origin }) => {
      const lines = (origin?.output ?? '').trimEnd().split('\n');
      expect(lines.length).toBeLessThan(60);
      expect(lines).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^Making what every stage needs, as `ops bootstrap`: /),
          expect.stringMatching(
            /^image-service-dev: \d+ to add, 0 to change, 0 to destroy; in full: /,
          ),
          expect.stringMatching(/^ {2}api_id +\w+$/),
          'What to try next:',
        ]),
      );
      expect(lines.filter((line) => /^ {2}api_id /.test(line))).toHaveLength(1);
      return Promise.resolve();
    }),
  );

  it.concurrent(
    'was applied byte for byte as it is synthesized for AWS',
    onAws('deployed', async ({ aws, origin }) => {
      const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...rest } = aws.env;
      expect([AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY]).not.toContain(undefined);
      const elsewhere = path.join(aws.directory, 'for-aws');
      const synth = await run('main.ts', [], {
        ...rest,
        AWS_PROFILE: 'lego-moc',
        CDKTF_OUTDIR: elsewhere,
      });
      expect(synth).toEqual({ code: 0, output: '' });
      const file = path.join('stacks', STACK, 'cdk.tf.json');
      expect(inOrigin({ origin }, 'cdktf.out', file)).toBe(
        readFileSync(path.join(elsewhere, file), 'utf8'),
      );
    }),
  );

  it.concurrent(
    'is what the configuration says, as AWS tells it',
    onAws('deployed', async (on) => {
      expect(await readBack(on.clients, outputsOf(on))).toMatchObject(DEPLOYED_DEV);
    }),
  );

  it.concurrent(
    'meets every criterion that it can meet without functions',
    onAws('deployed', async ({ aws }) => {
      expect(await unmet(aws.env, FUNCTIONS)).toEqual({
        ...LOCALLY,
        'functions-configuration': 'the stage has none',
        'functions-in-vpc': 'the stage has none',
        'functions-logs': 'the stage has none',
        'functions-failures': 'the stage has none',
        'functions-permissions': 'the stage has none',
        schedules: 'the stage has none',
        'schedules-targets': 'the stage has none',
      });
    }),
  );

  it.concurrent(
    'answers 404 at its API: it has no routes yet',
    onAws('deployed', async (on) => {
      expect(await askApi(on, '/')).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
    }),
  );

  it.concurrent(
    'serves from its distribution what is in its bucket, and to its site',
    onAws('deployed', async (on) => {
      const { images_bucket_name: Bucket, cdn_domain_name: domain = '' } = outputsOf(on);
      const put = { Bucket, Key: 'a/moc.png', Body: 'a picture', ContentType: 'image/png' };
      await on.clients.s3.send(new PutObjectCommand(put));
      const view = (path: string) => get(on.aws.port, domain, path, { origin: SITE });
      const first = await view('/a/moc.png');
      expect(first).toMatchObject({
        status: 200,
        body: 'a picture',
        headers: {
          'content-type': 'image/png',
          'x-cache': 'Miss from cloudfront',
          'access-control-allow-origin': SITE,
          'cross-origin-resource-policy': 'cross-origin',
          'strict-transport-security': 'max-age=63072000; includeSubDomains; preload',
        },
      });
      // Of a moment before it was replaced: nobody has asked the bucket again.
      await on.clients.s3.send(new PutObjectCommand({ ...put, Body: 'another' }));
      expect(await view('/a/moc.png?v=2')).toMatchObject({
        status: 200,
        body: 'a picture',
        headers: { 'x-cache': 'Hit from cloudfront', 'access-control-allow-origin': SITE },
      });
      await on.clients.cloudfront.send(
        new CreateInvalidationCommand({
          DistributionId: outputsOf(on).cdn_distribution_id,
          InvalidationBatch: { CallerReference: '1', Paths: { Quantity: 1, Items: ['/a/*'] } },
        }),
      );
      expect(await view('/a/moc.png')).toMatchObject({ body: 'another' });
      const missing = await view('/none.png');
      expect(missing).toMatchObject({
        status: 403,
        headers: { 'x-cache': 'Error from cloudfront' },
      });
      expect(missing.body).toContain('<Code>AccessDenied</Code>');
      await on.clients.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
      await on.clients.s3.send(new PutObjectCommand({ ...put, Key: 'b.png' }));
      expect(await view('/b.png')).toMatchObject({ status: 403 });
    }),
  );

  it.concurrent(
    'takes functions and their triggers, a route asks for a token, and leaves nothing when destroyed',
    onAws('deployed', async ({ aws, ...rest }) => {
      const on = { ...rest, aws: { ...aws, env: { ...aws.env, ...TOLD } } };
      expect(await cdktf(on, 'deploy', '--auto-approve', ...WITH_FUNCTIONS)).toMatchObject({
        code: 0,
      });
      expect(await askApi(on, '/hello')).toMatchObject({
        status: 401,
        body: '{"message":"Unauthorized"}',
      });
      expect(await askApi(on, '/unknown')).toMatchObject({
        status: 404,
        body: '{"message":"Not Found"}',
      });
      const alarms = await ops(on, 'state', 'resources', '--search', 'hello');
      expect(alarms.output).toContain('lambda-duration-hello');
      const { DashboardBody } = await on.clients.cloudwatch.send(
        new GetDashboardCommand({ DashboardName: STACK }),
      );
      expect(DashboardBody).toContain('image-service-dev-hello');
      // What is too large for a call to Lambda came from a bucket.
      const invocation = new InvokeCommand({ FunctionName: 'image-service-dev-large' });
      const { Payload = new Uint8Array() } = await on.clients.lambda.send(invocation);
      expect(Buffer.from(Payload).toString()).toMatch(/\/node_modules\/large\/data"$/);
      expect(await cdktf(on, 'plan', ...WITH_FUNCTIONS)).toEqual(NO_CHANGES);
      expect(await unmet(on.aws.env, EVERY_FUNCTION)).toEqual(LOCALLY);
      await expectFindings(aws, CHANGED);
      await expectFindings(aws, DELETED);

      expect(await cdktf(on, 'destroy', '--auto-approve', ...WITH_FUNCTIONS)).toMatchObject({
        code: 0,
      });
      expect(await remains(on.clients)).toEqual(WITHOUT_STAGES);
      expect(await heldLocks(on.clients)).toEqual([]);
    }),
  );
});

describe("a deployed stage's alarms", () => {
  it.concurrent(
    'are all OK, arrive one by one, and nothing listens on afterwards',
    onAws('deployed', async (on) => {
      expect(await ops(on, 'alarms', 'dev')).toEqual({
        code: 0,
        output: expect.stringMatching(/^\d+ alarms, all OK\.$/m) as unknown,
      });
      const { code, output } = await ops(on, 'alarms', 'test', 'dev', '--all');
      expect({ code, output }).toMatchObject({ code: 0 });
      const { MetricAlarms = [] } = await on.clients.cloudwatch.send(new DescribeAlarmsCommand({}));
      expect(MetricAlarms.length).toBeGreaterThan(10);
      for (const { AlarmName = '', StateValue } of MetricAlarms) {
        expect(output).toMatch(
          new RegExp(`^${AlarmName}: ALARM arrived after .* s, OK after .* s$`, 'm'),
        );
        expect(StateValue).toBe('OK');
      }
      expect(await listeners(on.clients)).toEqual({ subscriptions: [], queues: [] });
    }),
  );

  it.concurrent(
    'do not arrive while CloudWatch may not use the key of their topic, which is said',
    onAws('deployed', async (on) => {
      const { kms } = on.clients;
      const alias = { KeyId: 'alias/image-service-dev-alarms' };
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand(alias));
      const key = { KeyId: KeyMetadata?.KeyId, PolicyName: 'default' };
      expect((await kms.send(new GetKeyPolicyCommand(key))).Policy).toContain('cloudwatch');
      const locked = JSON.stringify({ Version: '2012-10-17', Statement: [] });
      await kms.send(new PutKeyPolicyCommand({ ...key, Policy: locked }));
      const { code, output } = await ops(
        on,
        ...['alarms', 'test', 'dev', 'api-5xx', '--timeout', '2'],
      );
      expect(code).toBe(1);
      expect(output).toContain(
        'image-service-dev-api-5xx: FAILED: no ALARM notification arrived within 2 s. CloudWatch says: CloudWatch Alarms does not have authorization to access the SNS topic encryption key.',
      );
      expect(await listeners(on.clients)).toEqual({ subscriptions: [], queues: [] });
    }),
  );
});
