import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { loadConfig } from '../../src/config/load';
import { stages } from '../../src/config/stages';
import { UserError } from '../../src/config/user-error';
import { readCdktfArguments } from '../../src/cdktf/arguments';
import { checkCall, requireCommand, type CheckContext } from '../../src/cdktf/checks';
import { awsName, keepErroredState } from '../../src/terraform/errored-state';
import { temporaryDirectory, write } from '../support/temporary';

const STACKS =
  'The stacks are: image-service-state, image-service-access, image-service-dev, image-service-staging, image-service-prod.';
const LOCAL = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4580' };
const ISSUER = { IMAGE_SERVICE_DEV_JWT_ISSUER: 'https://issuer.example.com' };

const { dev, staging, prod } = stages;

function check(
  line: string,
  env: Record<string, string> = LOCAL,
  over: Partial<CheckContext> = {},
) {
  const backend = {
    account: jest.fn(() => Promise.resolve('123456789012')),
    require: jest.fn(() => Promise.resolve()),
  };
  const hasBoundary = jest.fn((stage: string) => Promise.resolve(stage !== 'staging'));
  const usual = {
    config: loadConfig({ env, stages: { dev, staging, prod } }),
    env,
    isInteractive: false,
    backend,
    hasBoundary,
  };
  const done = checkCall(readCdktfArguments(line.split(' ')), { ...usual, ...over });
  return { done, backend, hasBoundary };
}

describe('requireCommand', () => {
  const require = (line: string): void => {
    requireCommand(readCdktfArguments(line.split(' ')));
  };

  it.each([
    [
      'plna dev',
      'cdktf has no command "plna". Did you mean "plan"? `pnpm cdktf --help` lists them.',
    ],
    ['fly dev', 'cdktf has no command "fly". `pnpm cdktf --help` lists them.'],
  ])('refuses %s', (line, message) => {
    expect(() => {
      require(line);
    }).toThrow(new UserError(message));
  });

  it.each(['--help', '--version', '-h'])(
    'is not told by %s behind --, which is no option',
    (help) => {
      expect(() => {
        require(`watch dev --auto-approve -- ${help}`);
      }).toThrow('`cdktf watch` is not run here');
    },
  );

  it.each(['watch --help', '--version', 'apply dev', 'outputs dev', 'synthesize', 'completion'])(
    'lets %s pass',
    (line) => {
      require(line);
    },
  );
});

describe('checkCall', () => {
  it.each([
    'deploy image-service-dev --auto-approve',
    'plan image-service-state',
    'deploy image-service-d* --auto-approve',
    'output *',
  ])('lets %s pass once the state is there', async (line) => {
    const { done, backend } = check(line);
    await done;
    expect(backend.require).toHaveBeenCalledTimes(1);
  });

  it.each(['plan image-service-qa', 'deploy image-service-dev no-* --auto-approve'])(
    'lists the stacks for %s',
    async (line) => {
      await expect(check(line).done).rejects.toThrow(STACKS);
    },
  );

  it('plans and changes no stack whose state is kept until it is pushed, and no other', async () => {
    const env = { AWS_ENDPOINT_URL: `http://cdktf-checks-test-${process.pid}` };
    const directory = temporaryDirectory();
    write(directory, 'errored.tfstate', '{"serial":3}');
    const file =
      keepErroredState(directory, 'image-service-dev', awsName('123456789012', env)) ?? '';
    try {
      for (const line of ['deploy image-service-dev', 'diff image-*', 'destroy *']) {
        await expect(check(`${line} --auto-approve`, env).done).rejects.toThrow(file);
      }
      await check('diff image-service-prod', env).done;
      await check('output *', env).done;
    } finally {
      rmSync(path.dirname(file), { recursive: true });
    }
  });

  it('refuses to ask for approval where nobody can give it', async () => {
    await expect(check('destroy image-service-dev').done).rejects.toThrow(
      '`cdktf destroy` asks for approval, and nobody is there to give it (no terminal). Add --auto-approve.',
    );
    await check('destroy image-service-dev', LOCAL, { isInteractive: true }).done;
  });

  it('keeps a placeholder out of AWS', async () => {
    await expect(check('deploy image-service-dev --auto-approve', {}).done).rejects.toThrow(
      'Stage dev still has a placeholder for jwtIssuer (IMAGE_SERVICE_DEV_JWT_ISSUER). Set the variable or src/config/stages.ts before deploying to AWS.',
    );
    await check('deploy image-service-dev --auto-approve', ISSUER).done;
    await check('plan image-service-dev', {}).done;
  });

  it("refuses another account than the stage's", async () => {
    const env = { ...LOCAL, IMAGE_SERVICE_DEV_ACCOUNT_ID: '999999999999' };
    await expect(check('plan image-service-dev', env).done).rejects.toThrow(
      "Stage dev lives in AWS account 999999999999, but these credentials belong to 123456789012. Use that account's (AWS_PROFILE), or correct IMAGE_SERVICE_DEV_ACCOUNT_ID.",
    );
    await check('plan image-service-staging', env).done;
  });

  it("refuses another account's state and access", async () => {
    const env = {
      ...LOCAL,
      IMAGE_SERVICE_DEV_ACCOUNT_ID: '123456789012',
      IMAGE_SERVICE_STAGING_ACCOUNT_ID: '123456789012',
      IMAGE_SERVICE_PROD_ACCOUNT_ID: '999999999999',
      IMAGE_SERVICE_STATE_BUCKET_NAME: 'ours-{account}',
    };
    await expect(check('plan image-service-access-999999999999', env).done).rejects.toThrow(
      "image-service-access-999999999999 is not of AWS account 123456789012, which these credentials belong to: that has image-service-state-123456789012 and image-service-access-123456789012. Name those, or use the other account's credentials (AWS_PROFILE).",
    );
    await check('plan image-service-access-123456789012', env).done;
    await check('plan image-service-staging', env).done;
  });

  it.each(['deploy image-service-staging', 'deploy image-service-*'])(
    "does not %s without the boundary of the stage's roles",
    async (line) => {
      await expect(check(`${line} --auto-approve`).done).rejects.toThrow(
        new UserError(
          "The permissions boundary of staging's roles, image-service-access-staging-boundary, does not exist in this account. Run `pnpm ops bootstrap` once, then this again.",
        ),
      );
    },
  );

  it.each(['plan image-service-staging', 'destroy image-service-staging --auto-approve'])(
    'asks for no boundary to %s',
    async (line) => {
      const { done, hasBoundary } = check(line);
      await done;
      expect(hasBoundary).not.toHaveBeenCalled();
    },
  );

  it('passes on what is wrong with the state', async () => {
    const backend = {
      account: () => Promise.resolve('123456789012'),
      require: () => Promise.reject(new UserError('no bucket')),
    };
    await expect(check('plan image-service-dev', LOCAL, { backend }).done).rejects.toThrow(
      'no bucket',
    );
  });
});
