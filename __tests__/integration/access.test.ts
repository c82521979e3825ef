import {
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  DeletePolicyCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListPoliciesCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { boundaryName, deployRoleName, planRoleName } from '../../src/config/names';
import { config } from '../support/config';
import type { Finished, RunOptions, TestAws } from '../support/local-stage';
import { run, startTestAws } from '../support/local-stage';
import type { StageClients } from '../support/stage-clients';
import { stageClients } from '../support/stage-clients';

const MINUTES = 60_000;
const ISSUER = 'token.actions.githubusercontent.com';
const PROVIDER = `arn:aws:iam::123456789012:oidc-provider/${ISSUER}`;
const REPOSITORY = { IMAGE_SERVICE_GITHUB_REPOSITORY: 'us/ours' };
const stageNames = config.stages.map(({ name }) => name);
const boundaries = stageNames.map(boundaryName);

let aws: TestAws;
let clients: StageClients;

beforeAll(async () => {
  aws = await startTestAws();
  clients = stageClients(aws.env);
}, MINUTES);

afterAll(() => aws.stop(), MINUTES);

const bootstrap = (
  settings: Readonly<Record<string, string>> = REPOSITORY,
  options?: RunOptions,
): Promise<Finished> => run('src/ops/cli.ts', ['bootstrap'], { ...aws.env, ...settings }, options);

const cdktf = (...args: string[]): Promise<Finished> =>
  run('src/ops/cdktf.ts', [...args, '--auto-approve'], { ...aws.env, ...REPOSITORY });

async function policies(): Promise<string[]> {
  const { Policies = [] } = await clients.iam.send(new ListPoliciesCommand({ Scope: 'Local' }));
  return Policies.map(({ PolicyName = '' }) => PolicyName).sort();
}

async function roles(): Promise<string[]> {
  const { Roles = [] } = await clients.iam.send(new ListRolesCommand({}));
  return Roles.map(({ RoleName = '' }) => RoleName).sort();
}

async function isLocked(): Promise<boolean> {
  const table = { TableName: config.shared.stateLockTableName };
  const { Items = [] } = await clients.dynamodb.send(new ScanCommand(table));
  return Items.some((item) => item.Info !== undefined);
}

// Each step needs the ones before it.
describe('bootstrap, with a GitHub repository', () => {
  it(
    'says how to add the audience that the provider of another project lacks',
    async () => {
      const others = { Url: `https://${ISSUER}`, ClientIDList: ['theirs'] };
      await clients.iam.send(new CreateOpenIDConnectProviderCommand(others));
      const { code, output } = await bootstrap();
      expect({ code, output }).toMatchObject({ code: 1 });
      expect(output).toContain('The remote state is ready.');
      expect(output.trim().split('\n').at(-1)).toBe(
        `Error: The account's identity provider ${ISSUER} does not accept the audience sts.amazonaws.com. Add it: aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${PROVIDER} --client-id sts.amazonaws.com`,
      );
      // moto knows no AddClientIDToOpenIDConnectProvider.
      const provider = { OpenIDConnectProviderArn: PROVIDER };
      await clients.iam.send(new DeleteOpenIDConnectProviderCommand(provider));
      const both = { ...others, ClientIDList: ['theirs', 'sts.amazonaws.com'] };
      await clients.iam.send(new CreateOpenIDConnectProviderCommand(both));
    },
    5 * MINUTES,
  );

  it(
    'leaves no lock behind when it is interrupted',
    async () => {
      let asked = false;
      const { code, output } = await bootstrap(REPOSITORY, {
        onOutput: (text, interrupt) => {
          if (asked || !/aws_iam_policy\.\S+ Creation complete/.test(text)) return;
          asked = true;
          interrupt();
        },
      });
      expect({ code, output }).toMatchObject({ code: 130 });
      expect(output).toContain('Stopped. Run the same command again to finish.');
      expect(await isLocked()).toBe(false);
    },
    3 * MINUTES,
  );

  it(
    'finishes what the interrupted run began',
    async () => {
      const { code, output } = await bootstrap();
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(output).toContain("The stages' access is ready.\nNext: pnpm cdktf deploy");
      expect(await roles()).toEqual(
        stageNames.flatMap((name) => [deployRoleName(name), planRoleName(name)]).sort(),
      );
      expect(await policies()).toEqual(expect.arrayContaining(boundaries));
    },
    3 * MINUTES,
  );

  it('took the provider over, with what others need of it', async () => {
    const { ClientIDList } = await clients.iam.send(
      new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: PROVIDER }),
    );
    expect(ClientIDList).toEqual(['theirs', 'sts.amazonaws.com']);
  });

  it(
    'lets in who the repository says, with policies that AWS takes',
    async () => {
      for (const name of await roles()) {
        const role = { RoleName: name };
        const { Role } = await clients.iam.send(new GetRoleCommand(role));
        const trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
        expect(JSON.parse(trust)).toMatchObject({
          Statement: [{ Effect: 'Allow', Principal: { Federated: PROVIDER } }],
        });
        expect(trust).toContain('repo:us/ours:');
        const { AttachedPolicies = [] } = await clients.iam.send(
          new ListAttachedRolePoliciesCommand(role),
        );
        expect(AttachedPolicies.length).toBeGreaterThan(3);
        for (const { PolicyArn } of AttachedPolicies) {
          const { PolicyVersion } = await clients.iam.send(
            new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }),
          );
          const text = decodeURIComponent(PolicyVersion?.Document ?? '');
          expect(text.replace(/\s/g, '').length).toBeLessThanOrEqual(6144);
        }
      }
    },
    MINUTES,
  );

  it(
    'has nothing to do the second time',
    async () => {
      const { code, output } = await bootstrap();
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(output).toContain('The remote state is ready; nothing to do.');
      expect(output).toContain("The stages' access is ready; nothing to do.");
    },
    2 * MINUTES,
  );

  it(
    'locks nobody out because a variable is not set in this shell',
    async () => {
      const { code, output } = await bootstrap({});
      expect(code).toBe(1);
      expect(output.trim().split('\n').at(-1)).toMatch(
        /^Error: GitHub's workflows would be locked out: image-service-access would lose aws_iam_openid_connect_provider\.\w+ and 6 more\. Set IMAGE_SERVICE_GITHUB_REPOSITORY to what it was\. If it is meant: pnpm cdktf deploy image-service-access$/,
      );
      expect((await roles()).length).toBe(6);
    },
    2 * MINUTES,
  );
});

describe('a stage without its boundary', () => {
  it(
    'is not deployed',
    async () => {
      const arn = `arn:aws:iam::123456789012:policy/${boundaryName('staging')}`;
      await clients.iam.send(new DeletePolicyCommand({ PolicyArn: arn }));
      const { code, output } = await cdktf('deploy', 'image-service-staging');
      expect({ code, output: output.trim() }).toEqual({
        code: 1,
        output:
          "Error: The permissions boundary of staging's roles, image-service-access-staging-boundary, does not exist in this account. Run `pnpm ops bootstrap` once, then this again.",
      });
    },
    MINUTES,
  );

  it(
    'gets it back from bootstrap',
    async () => {
      expect(await bootstrap()).toMatchObject({ code: 0 });
      expect(await policies()).toEqual(expect.arrayContaining(boundaries));
    },
    2 * MINUTES,
  );
});

describe('the access stack', () => {
  it(
    'leaves nothing behind when it is destroyed',
    async () => {
      const { code, output } = await cdktf(
        'destroy',
        'image-service-access',
        '--output',
        aws.directory,
      );
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(await policies()).toEqual([]);
      expect(await roles()).toEqual([]);
      expect(await isLocked()).toBe(false);
    },
    3 * MINUTES,
  );
});
