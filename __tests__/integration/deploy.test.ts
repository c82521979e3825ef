import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stateKey } from '../../src/config/names';
import { config } from '../support/config';
import { DEPLOYED_DEV } from '../support/deployed-dev';
import type { Finished, TestAws } from '../support/local-stage';
import { get, run, startTestAws } from '../support/local-stage';
import { readBack } from '../support/read-back';
import { remains } from '../support/remains';
import type { StageClients } from '../support/stage-clients';
import { stageClients } from '../support/stage-clients';
import { alarmSteps } from './alarm-steps';

const MINUTES = 60_000;
const STACK = 'image-service-dev';

/** The same stage with one function and route more. */
const WITH_HELLO = ['--app', 'node --import tsx examples/hello-function/main.ts'];

let aws: TestAws;
let clients: StageClients;

beforeAll(async () => {
  aws = await startTestAws();
  clients = stageClients(aws.env);
}, MINUTES);

afterAll(() => aws.stop(), MINUTES);

const outdir = (): string => path.join(aws.directory, 'cdktf.out');
const outputsFile = (): string => path.join(aws.directory, 'outputs.json');

function cdktf(command: string, ...args: string[]): Promise<Finished> {
  return run('src/ops/cdktf.ts', [command, STACK, '--output', outdir(), ...args], aws.env);
}

function deploy(...args: string[]): Promise<Finished> {
  return cdktf('deploy', '--auto-approve', '--outputs-file', outputsFile(), ...args);
}

/** What the lock table holds beyond the digests: locks. */
async function heldLocks(): Promise<unknown[]> {
  const { Items = [] } = await clients.dynamodb.send(
    new ScanCommand({ TableName: config.shared.stateLockTableName }),
  );
  return Items.filter((item) => item.Info !== undefined);
}

function outputs(): Readonly<Record<string, string>> {
  const all = JSON.parse(readFileSync(outputsFile(), 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  return all[STACK] ?? {};
}

const askApi = (path: string) =>
  get(aws.port, `${outputs().api_id ?? ''}.execute-api.us-east-1.amazonaws.com`, path);

// Each step needs the ones before it: one stage's life, from nothing to nothing.
describe('a stage on the local AWS', () => {
  it(
    'is not deployed before there is a place for its state',
    async () => {
      const refused = await deploy();
      expect(refused.code).toBe(1);
      expect(refused.output.trim()).toBe(
        'Error: The state bucket lego-moc-image-service-state does not exist in this account. Run `pnpm ops bootstrap` once, then this again.',
      );
    },
    MINUTES,
  );

  it(
    'gets that place by bootstrap, with its own state in it',
    async () => {
      const { code, output } = await run('src/ops/cli.ts', ['bootstrap'], aws.env);
      expect({ code, output }).toMatchObject({ code: 0 });
      await clients.s3.send(
        new HeadObjectCommand({ Bucket: config.shared.stateBucketName, Key: stateKey('state') }),
      );
    },
    5 * MINUTES,
  );

  it(
    'needs no second bootstrap',
    async () => {
      const { code, output } = await run('src/ops/cli.ts', ['bootstrap'], aws.env);
      expect({ code, output }).toEqual({
        code: 0,
        output: expect.stringContaining('nothing to do') as unknown,
      });
    },
    2 * MINUTES,
  );

  it(
    'leaves no lock behind when its deploy is interrupted',
    async () => {
      let asked = false;
      const { code, output } = await run(
        'src/ops/cdktf.ts',
        ['deploy', STACK, '--auto-approve', '--output', outdir()],
        aws.env,
        {
          onOutput: (text, interrupt) => {
            // While it plans: what a stop in the middle of a creation leaves is the provider's.
            if (asked || !text.includes('Reading...')) return;
            asked = true;
            interrupt();
          },
        },
      );
      expect(code).toBe(130);
      expect(output).toContain('Stopped. Run the same command again to finish.');
      expect(await heldLocks()).toEqual([]);
    },
    3 * MINUTES,
  );

  it(
    'is deployed by the next cdktf deploy, which prints every output',
    async () => {
      const { code, output } = await deploy();
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(Object.keys(outputs()).sort()).toEqual([
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
      for (const [name, value] of Object.entries(outputs())) {
        expect(output).toMatch(new RegExp(`${name}\\s*=`));
        for (const text of [value].flat()) expect(output).toContain(text);
      }
      expect(await heldLocks()).toEqual([]);
    },
    10 * MINUTES,
  );

  it(
    'applies byte for byte what is synthesized for AWS',
    async () => {
      const elsewhere = path.join(aws.directory, 'for-aws');
      const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...rest } = aws.env;
      expect([AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY]).not.toContain(undefined);
      const synth = await run('main.ts', [], {
        ...rest,
        AWS_PROFILE: 'lego-moc',
        CDKTF_OUTDIR: elsewhere,
      });
      expect(synth).toEqual({ code: 0, output: '' });
      const file = path.join('stacks', STACK, 'cdk.tf.json');
      expect(readFileSync(path.join(outdir(), file))).toEqual(
        readFileSync(path.join(elsewhere, file)),
      );
    },
    MINUTES,
  );

  it(
    'is what the configuration says, as AWS tells it',
    async () => {
      expect(await readBack(clients, outputs())).toMatchObject(DEPLOYED_DEV);
    },
    MINUTES,
  );

  it('answers 404 at its API: it has no routes yet', async () => {
    expect(await askApi('/')).toEqual({ status: 404, body: '{"message":"Not Found"}' });
  });

  it(
    'has nothing left to change',
    async () => {
      const { code, output } = await cdktf('plan');
      expect({ code, output }).toEqual({
        code: 0,
        output: expect.stringContaining('No changes') as unknown,
      });
    },
    3 * MINUTES,
  );

  alarmSteps(() => ({ aws, clients }));

  it(
    'takes a function and its route, which asks for a token',
    async () => {
      const { code, output } = await deploy(...WITH_HELLO);
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(await askApi('/hello')).toEqual({ status: 401, body: '{"message":"Unauthorized"}' });
      expect(await askApi('/unknown')).toEqual({ status: 404, body: '{"message":"Not Found"}' });
      const alarms = await run(
        'src/ops/cli.ts',
        ['state', 'resources', '--search', 'hello'],
        aws.env,
      );
      expect(alarms.output).toContain('lambda-duration-hello');
      const { DashboardBody } = await clients.cloudwatch.send(
        new GetDashboardCommand({ DashboardName: STACK }),
      );
      expect(DashboardBody).toContain('image-service-dev-hello');
      const plan = await cdktf('plan', ...WITH_HELLO);
      expect(plan).toEqual({
        code: 0,
        output: expect.stringContaining('No changes') as unknown,
      });
    },
    10 * MINUTES,
  );

  it(
    'leaves nothing behind when it is destroyed',
    async () => {
      const { code, output } = await cdktf('destroy', '--auto-approve', ...WITH_HELLO);
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(await remains(clients)).toEqual({
        tables: ['image-service-state-lock'],
        buckets: ['lego-moc-image-service-state'],
        distributions: [],
        originAccessControls: [],
        cachePolicies: [],
        responseHeadersPolicies: [],
        certificates: [],
        apis: [],
        alarms: [],
        dashboards: [],
        topics: [],
        keys: ['PendingDeletion'],
        keyAliases: [],
        vpcs: [],
        endpoints: [],
        flowLogs: [],
        parameters: [],
        functions: [],
        roles: [],
        logGroups: [],
        records: ['NS lego-api.com.', 'SOA lego-api.com.'],
      });
      expect(await heldLocks()).toEqual([]);
    },
    10 * MINUTES,
  );
});
