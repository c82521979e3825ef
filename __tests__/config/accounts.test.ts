import { describe, expect, it } from '@jest/globals';
import { accountsOf, configIn, configOf } from '../../src/config/accounts';
import { loadConfig, stageNamed } from '../../src/config/load';
import type { Config } from '../../src/config/schema';
import { stages } from '../../src/config/stages';
import { UserError } from '../../src/config/user-error';
import { config } from '../support/config';

const [DEV, STAGING, PROD] = ['111122223333', '444455556666', '777788889999'] as const;

/** The committed configuration with these accounts, of dev, staging and prod. */
function configWith(
  accounts: readonly (string | undefined)[],
  stateBucketName = 'ours-{account}',
): Config {
  const [dev, staging, prod] = accounts;
  return loadConfig({
    stages: { dev: stages.dev, staging: stages.staging, prod: stages.prod },
    env: {
      IMAGE_SERVICE_DEV_ACCOUNT_ID: dev,
      IMAGE_SERVICE_STAGING_ACCOUNT_ID: staging,
      IMAGE_SERVICE_PROD_ACCOUNT_ID: prod,
      IMAGE_SERVICE_STATE_BUCKET_NAME: stateBucketName,
    },
  });
}

const summary = (config: Config) =>
  accountsOf(config).map(({ account, shared, stages, elsewhere, stateStack, accessStack }) => [
    account,
    shared.stateBucketName,
    stages.map(({ name }) => name),
    elsewhere.map(({ name }) => name),
    stateStack,
    accessStack,
  ]);

describe('accountsOf', () => {
  it('is one account with the names of ever while no stage names one', () => {
    expect(summary(config)).toEqual([
      [
        undefined,
        'lego-moc-image-service-state',
        ['dev', 'staging', 'prod'],
        [],
        'image-service-state',
        'image-service-access',
      ],
    ]);
  });

  it('keeps those names where all stages name the same account', () => {
    expect(summary(configWith([DEV, DEV, DEV], 'ours'))).toEqual([
      [DEV, 'ours', ['dev', 'staging', 'prod'], [], 'image-service-state', 'image-service-access'],
    ]);
  });

  it('has per account a state bucket, and the stages that lie there', () => {
    expect(summary(configWith([DEV, DEV, PROD]))).toEqual([
      [
        DEV,
        `ours-${DEV}`,
        ['dev', 'staging'],
        ['prod'],
        `image-service-state-${DEV}`,
        `image-service-access-${DEV}`,
      ],
      [
        PROD,
        `ours-${PROD}`,
        ['prod'],
        ['dev', 'staging'],
        `image-service-state-${PROD}`,
        `image-service-access-${PROD}`,
      ],
    ]);
  });

  it('takes a stage that names no account to lie in whichever is at hand', () => {
    const config = configWith([DEV, undefined, undefined], 'ours');
    expect(summary(config).map(([account, , stages]) => [account, stages])).toEqual([
      [DEV, ['dev', 'staging', 'prod']],
      [undefined, ['staging', 'prod']],
    ]);
    expect(configIn(config, PROD).elsewhere.map(({ name }) => name)).toEqual(['dev']);
  });
});

describe('configIn', () => {
  it('refuses an account in which no stage lies', () => {
    expect(() => configIn(configWith([DEV, STAGING, PROD]), '123456789012')).toThrow(
      new UserError(
        `No stage lies in AWS account 123456789012, which these credentials belong to: dev lies in ${DEV}, staging lies in ${STAGING}, prod lies in ${PROD}. Use the account's credentials (AWS_PROFILE), or correct IMAGE_SERVICE_<STAGE>_ACCOUNT_ID.`,
      ),
    );
  });
});

describe('configOf', () => {
  it('is what lies in the account of the stage', () => {
    const config = configWith([DEV, DEV, PROD]);
    expect(configOf(config, stageNamed(config, 'staging')).account).toBe(DEV);
  });
});

describe('several accounts', () => {
  const problems = (...given: Parameters<typeof configWith>): string => {
    try {
      configWith(...given);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };

  it('need a state bucket each', () => {
    expect(problems([DEV, DEV, PROD], 'ours')).toContain(
      'shared.stateBucketName = "ours": must hold {account}, because the stages lie in 2 accounts and each has its own state bucket, e.g. IMAGE_SERVICE_STATE_BUCKET_NAME=ours-{account}',
    );
  });

  it('need every stage to say in which it lies', () => {
    expect(problems([DEV, undefined, PROD])).toContain(
      'stages.staging.accountId = (not set): must be given, because shared.stateBucketName holds {account} (IMAGE_SERVICE_STAGING_ACCOUNT_ID)',
    );
  });

  it.each([`${'a'.repeat(52)}{account}`, 'ours-{stage}', 'ours-{account}-{account}'])(
    'keep no state in %s',
    (name) => {
      expect(problems([DEV, STAGING, PROD], name)).toContain(
        'must be 3 to 63 lower-case letters, digits and hyphens; {account} in it stands for the 12 digits of the account',
      );
    },
  );

  it('keep state in the longest name that S3 takes', () => {
    expect(problems([DEV, STAGING, PROD], `${'a'.repeat(51)}{account}`)).toBe('');
  });
});
