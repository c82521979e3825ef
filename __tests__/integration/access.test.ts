import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  DeletePolicyCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListPoliciesCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { CreateHostedZoneCommand } from '@aws-sdk/client-route-53';
import { describe, expect, it, jest } from '@jest/globals';
import { boundaryName } from '../../src/config/names';
import { accountVariable } from '../../src/config/overrides';
import { synthesizeStack } from '../../src/terraform/synthesize';
import { terraformEnvironment } from '../../src/terraform/environment';
import { runTerraform } from '../../src/terraform/terraform';
import { committed } from '../support/config';
import {
  heldLocks,
  ISSUER,
  makeProvider,
  onAws,
  REPOSITORY,
  type Case,
} from '../support/snapshots';
import { stageClients } from '../support/stage-clients';
import { control, run, type Finished } from '../support/test-aws';

/** Terraform alone takes minutes, and many times that on a busy machine. */
jest.setTimeout(1_800_000);

const PROVIDER = `arn:aws:iam::123456789012:oidc-provider/${ISSUER}`;
const stageNames = committed.stages.map(({ name }) => name);
const boundaries = stageNames.map(boundaryName);
const rolesOf = (names: readonly string[]): string[] =>
  names
    .flatMap((name) =>
      ['deploy', 'plan', 'store'].map((kind) => `image-service-access-${name}-${kind}`),
    )
    .sort();

/** Terraform uploads a half-made state every 20 s: here, only when it is done. */
const OURS = { ...REPOSITORY, TF_STATE_PERSIST_INTERVAL: '3600' };

const bootstrap = (
  { aws }: Case,
  settings: Readonly<Record<string, string>> = OURS,
): Promise<Finished> => run('src/ops/cli.ts', ['bootstrap'], { ...aws.env, ...settings });

const cdktf = ({ aws }: Case, ...args: string[]): Promise<Finished> =>
  run('src/cdktf/cli.ts', [...args, '--auto-approve'], { ...aws.env, ...OURS });

const lastLine = (output: string): string | undefined => output.trim().split('\n').at(-1);

async function policies({ clients }: Case): Promise<string[]> {
  const { Policies = [] } = await clients.iam.send(new ListPoliciesCommand({ Scope: 'Local' }));
  return Policies.map(({ PolicyName = '' }) => PolicyName).sort();
}

async function roles({ clients }: Case): Promise<string[]> {
  const { Roles = [] } = await clients.iam.send(new ListRolesCommand({}));
  return Roles.map(({ RoleName = '' }) => RoleName).sort();
}

describe('bootstrap, with a GitHub repository', () => {
  it.concurrent(
    'says how to add the audience that the provider of another project lacks',
    onAws('bootstrapped', async (on) => {
      await makeProvider(on.clients, ['theirs']);
      const { code, output } = await bootstrap(on);
      expect({ code, output }).toMatchObject({ code: 1 });
      expect(output).toContain('The remote state is ready; nothing to do.');
      expect(lastLine(output)).toBe(
        `Error: The account's identity provider ${ISSUER} does not accept the audience sts.amazonaws.com. Add it: aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${PROVIDER} --client-id sts.amazonaws.com`,
      );
    }),
  );

  it.concurrent(
    'leaves no lock behind when it is interrupted, and is finished by the next run',
    onAws('with-github', async (on) => {
      expect(on.origin?.interrupted?.output).toContain(
        'Stopped. Run the same command again to finish.',
      );
      expect(on.origin?.interrupted?.locks).toBe(0);
      expect(on.origin?.output).toContain("The stages' access is ready.\nNext: pnpm local deploy");
      expect(await roles(on)).toEqual(rolesOf(stageNames));
      expect(await policies(on)).toEqual(expect.arrayContaining(boundaries));
    }),
  );

  it.concurrent(
    'took the provider over, with what others need of it',
    onAws('with-github', async ({ clients }) => {
      const { ClientIDList } = await clients.iam.send(
        new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: PROVIDER }),
      );
      expect(ClientIDList).toEqual(['theirs', 'sts.amazonaws.com']);
    }),
  );

  it.concurrent(
    'lets in who the repository says, with policies that AWS takes',
    onAws('with-github', async (on) => {
      const { iam } = on.clients;
      for (const name of await roles(on)) {
        const role = { RoleName: name };
        const { Role } = await iam.send(new GetRoleCommand(role));
        const trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
        expect(JSON.parse(trust)).toMatchObject({
          Statement: [{ Effect: 'Allow', Principal: { Federated: PROVIDER } }],
        });
        expect(trust).toContain('repo:us/ours:');
        const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand(role));
        expect(AttachedPolicies.length).toBeGreaterThan(3);
        for (const { PolicyArn } of AttachedPolicies) {
          const { PolicyVersion } = await iam.send(
            new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }),
          );
          const text = decodeURIComponent(PolicyVersion?.Document ?? '');
          expect(text.replace(/\s/g, '').length).toBeLessThanOrEqual(6144);
        }
      }
    }),
  );

  it.concurrent(
    'locks nobody out because a variable is not set in this shell',
    onAws('with-github', async (on) => {
      const { code, output } = await bootstrap(on, {});
      expect(code).toBe(1);
      expect(lastLine(output)).toMatch(
        /^Error: GitHub's workflows would be locked out: image-service-access would lose aws_iam_openid_connect_provider\.\w+ and \d+ more\. Set IMAGE_SERVICE_GITHUB_REPOSITORY to what it was\. If it is meant: pnpm cdktf deploy image-service-access$/,
      );
      expect((await roles(on)).length).toBe(3 * stageNames.length);
    }),
  );
});

describe('the state of the access stack that could not be uploaded', () => {
  const STACK = 'image-service-access';
  const fail = ({ aws }: Case): Promise<unknown> =>
    control(aws, 'faults', [
      {
        ...{ kind: 'error', status: 400, code: 'ExpiredToken' },
        ...{ service: 's3', operation: 'PUT', path: '.tfstate' },
      },
    ]);
  const KEPT = expect.stringContaining('recorded only in') as unknown;
  const keptIn = (output: string): string =>
    /recorded only in (\S+)\. Push it: pnpm ops state push-errored image-service-access$/m.exec(
      output,
    )?.[1] ?? 'none';

  /** What Terraform itself takes; the file goes, as whoever pushes it deletes it. */
  async function push({ aws }: Case, file: string): Promise<void> {
    const env = await terraformEnvironment({ ...aws.env, ...REPOSITORY });
    const outdir = path.join(aws.directory, 'pushed');
    const cwd = await synthesizeStack(STACK, outdir, env);
    for (const args of [
      ['init', '-lockfile=readonly'],
      ['state', 'push', file],
    ]) {
      await runTerraform(args, { cwd, env, output: 'captured' });
    }
    rmSync(file);
  }

  it.concurrent(
    'is kept by bootstrap, which stands still until it is pushed, as cdktf does',
    onAws('bootstrapped', async (on) => {
      await fail(on);
      const failed = await bootstrap(on);
      expect(failed).toMatchObject({ code: 1, output: KEPT });
      const file = keptIn(failed.output);
      const state = JSON.parse(readFileSync(file, 'utf8')) as { readonly resources: object[] };
      expect(state.resources.length).toBeGreaterThan(2 * stageNames.length);
      for (const again of [bootstrap(on), cdktf(on, 'deploy', STACK)]) {
        expect(await again).toMatchObject({
          code: 1,
          output: expect.stringContaining(file) as unknown,
        });
      }
      await push(on, file);
      expect(await bootstrap(on)).toMatchObject({
        code: 0,
        output: expect.stringContaining("The stages' access is ready; nothing to do.") as unknown,
      });
      rmSync(path.dirname(file), { recursive: true });
    }),
  );

  it.concurrent(
    'is kept by cdktf, after which bootstrap stands still',
    onAws('bootstrapped', async (on) => {
      await fail(on);
      const where = ['--output', path.join(on.aws.directory, 'cdktf.out')];
      const failed = await cdktf(on, 'deploy', STACK, ...where);
      expect(failed).toMatchObject({ code: 1, output: KEPT });
      const file = keptIn(failed.output);
      expect(existsSync(file)).toBe(true);
      expect((await bootstrap(on)).output).toContain(file);
      rmSync(path.dirname(file), { recursive: true });
    }),
  );
});

describe('a stage without its boundary', () => {
  it.concurrent(
    'is not deployed, and gets it back from bootstrap',
    onAws('with-github', async (on) => {
      const arn = `arn:aws:iam::123456789012:policy/${boundaryName('staging')}`;
      await on.clients.iam.send(new DeletePolicyCommand({ PolicyArn: arn }));
      const { code, output } = await cdktf(on, 'deploy', 'image-service-staging');
      expect({ code, output: output.trim() }).toEqual({
        code: 1,
        output:
          "Error: The permissions boundary of staging's roles, image-service-access-staging-boundary, does not exist in this account. Run `pnpm ops bootstrap` once, then this again.",
      });
      expect(await bootstrap(on)).toMatchObject({ code: 0 });
      expect(await policies(on)).toEqual(expect.arrayContaining(boundaries));
    }),
  );
});

describe('the access stack', () => {
  it.concurrent(
    'leaves nothing behind when it is destroyed',
    onAws('with-github', async (on) => {
      const where = ['--output', on.aws.directory];
      const { code, output } = await cdktf(on, 'destroy', 'image-service-access', ...where);
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(await policies(on)).toEqual([]);
      expect(await roles(on)).toEqual([]);
      expect(await heldLocks(on.clients)).toEqual([]);
    }),
  );
});

describe('an account per stage', () => {
  const [DEV, PROD] = ['111122223333', '777788889999'] as const;
  const ofDevs = stageNames.filter((name) => name !== 'prod');
  const ACCOUNTS = {
    ...REPOSITORY,
    ...Object.fromEntries(ofDevs.map((name) => [accountVariable(name), DEV])),
    IMAGE_SERVICE_PROD_ACCOUNT_ID: PROD,
    IMAGE_SERVICE_STATE_BUCKET_NAME: 'lego-moc-state-{account}',
  };

  it.concurrent(
    'is bootstrapped with the credentials of each, and planned there',
    onAws(undefined, async ({ aws }) => {
      const as = (account: string) => ({ ...aws.env, ...ACCOUNTS, AWS_ACCESS_KEY_ID: account });
      const ops = (account: string, ...args: string[]): Promise<Finished> =>
        run('src/ops/cli.ts', args, as(account));
      const [ofDev, ofProd, ofNobody] = await Promise.all([
        ops(DEV, 'bootstrap'),
        ops(PROD, 'bootstrap'),
        ops('123456789012', 'bootstrap'),
      ]);
      expect(ofNobody.code).toBe(1);
      expect(lastLine(ofNobody.output)).toContain(
        'Error: No stage lies in AWS account 123456789012, which these credentials belong to: dev lies in',
      );
      expect(ofDev).toMatchObject({ code: 0 });
      expect(ofDev.output).toContain(
        `  boundaries  ${ofDevs.join(', ')}\n  left out    prod lies in ${PROD}\n`,
      );
      expect(ofProd).toMatchObject({ code: 0 });
      expect(ofProd.output).toContain('Next: pnpm local deploy prod');
      const rolesIn = (account: string) =>
        roles({ aws, clients: stageClients(as(account)), origin: undefined });
      expect(await rolesIn(DEV)).toEqual(rolesOf(ofDevs));
      expect(await rolesIn(PROD)).toEqual(rolesOf(['prod']));

      const { route53 } = stageClients(as(PROD));
      await route53.send(
        new CreateHostedZoneCommand({ Name: 'lego-api.com', CallerReference: 'prod' }),
      );
      const out = path.join(aws.directory, 'plan-prod');
      expect(await ops(PROD, 'plan', 'prod', '--out', out)).toMatchObject({ code: 2 });
      expect(lastLine((await ops(DEV, 'plan', 'prod', '--out', out)).output)).toContain(
        `Error: Stage prod lives in AWS account ${PROD}, but these credentials belong to ${DEV}.`,
      );
      const listed = JSON.parse((await ops(PROD, 'state', 'list', '--json')).output) as {
        readonly stack: string;
        readonly account?: string;
        readonly state?: { readonly resources: number };
      }[];
      expect(
        listed.map(({ stack, account, state }) => [stack, account, state !== undefined]),
      ).toEqual([
        ['image-service-prod', undefined, false],
        [`image-service-access-${PROD}`, undefined, true],
        [`image-service-state-${PROD}`, undefined, true],
        ...ofDevs.map((name) => [`image-service-${name}`, DEV, false]),
      ]);
    }),
  );
});
