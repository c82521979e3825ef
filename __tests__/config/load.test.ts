import { describe, expect, it } from '@jest/globals';
import { loadConfig, placeholders, stageNamed } from '../../src/config/load';
import { stages } from '../../src/config/stages';
import { UserError } from '../../src/config/user-error';
import { config } from '../support/config';

function problems(overrides: Parameters<typeof loadConfig>[0]): string {
  try {
    loadConfig({ env: {}, ...overrides });
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('expected the configuration to be refused');
}

describe('loadConfig', () => {
  it('accepts what is committed: dev, staging, prod', () => {
    const names = loadConfig({ env: {} }).stages.map((stage) => stage.name);
    expect(names.filter((name) => ['dev', 'staging', 'prod'].includes(name))).toEqual([
      'dev',
      'staging',
      'prod',
    ]);
  });

  it.each([
    { name: 'dev', domain: 'images.dev.lego-api.com' },
    { name: 'staging', domain: 'images.staging.lego-api.com' },
    { name: 'prod', domain: 'images.lego-api.com' },
  ])('serves the images of $name at $domain', ({ name, domain }) => {
    expect(stageNamed(loadConfig({ env: {} }), name).imageDomain).toBe(domain);
  });

  it('protects the data of every stage but dev', () => {
    const { stages: loaded } = config;
    expect(loaded.map((stage) => stage.protection)).toEqual([
      'disposable',
      'protected',
      'protected',
    ]);
  });

  it('takes what only the owner knows from the environment, for that stage alone', () => {
    const config = loadConfig({
      env: {
        IMAGE_SERVICE_DEV_ACCOUNT_ID: '111122223333',
        IMAGE_SERVICE_DEV_BUCKET_SUFFIX: 'ours',
        IMAGE_SERVICE_DEV_JWT_ISSUER: ' https://issuer.example/ ',
        IMAGE_SERVICE_DEV_JWT_AUDIENCES: 'one, two',
        IMAGE_SERVICE_DEV_UPLOAD_ORIGINS: 'https://a.example,https://b.example',
        IMAGE_SERVICE_DEV_ALARM_EMAILS: 'one@team.example, two@team.example',
        IMAGE_SERVICE_DEV_PAGE_EMAILS: 'three@team.example',
        IMAGE_SERVICE_STATE_BUCKET_NAME: 'our-state',
        IMAGE_SERVICE_REPOSITORY: 'us/ours',
        IMAGE_SERVICE_GITHUB_REPOSITORY: 'us/theirs, us@12/theirs@345',
      },
    });
    expect(stageNamed(config, 'dev')).toMatchObject({
      accountId: '111122223333',
      bucketSuffix: 'ours',
      jwtIssuer: 'https://issuer.example/',
      jwtAudiences: ['one', 'two'],
      uploadOrigins: ['https://a.example', 'https://b.example'],
      alarmEmails: ['one@team.example', 'two@team.example'],
      pageEmails: ['three@team.example'],
    });
    expect(stageNamed(config, 'prod')).toEqual({ ...stages.prod, name: 'prod' });
    expect(config.shared).toMatchObject({
      stateBucketName: 'our-state',
      repository: 'us/ours',
      githubRepositories: ['us/theirs', 'us@12/theirs@345'],
    });
  });

  it('assumes no repository whose workflows may deploy', () => {
    expect(loadConfig({ env: {} }).shared.githubRepositories).toEqual([]);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig({ env: { IMAGE_SERVICE_DEV_ACCOUNT_ID: '' } })).toEqual(
      loadConfig({ env: {} }),
    );
  });

  it('names key, value, source and rule of every problem at once', () => {
    expect(
      problems({
        env: {
          IMAGE_SERVICE_DEV_ACCOUNT_ID: '12',
          IMAGE_SERVICE_PROD_JWT_ISSUER: 'http://issuer.example',
        },
        stages: { ...stages, staging: { ...stages.staging, apiRateLimit: 0 } },
      }),
    ).toBe(
      [
        'The configuration is not valid, 3 problems:',
        '  - stages.dev.accountId = "12" (from IMAGE_SERVICE_DEV_ACCOUNT_ID): must be the 12 digits of an AWS account id',
        '  - stages.staging.apiRateLimit = 0: must be above 0: AWS accepts 0 and then answers 429 to every request',
        '  - stages.prod.jwtIssuer = "http://issuer.example" (from IMAGE_SERVICE_PROD_JWT_ISSUER): must be an https:// URL without a user, a query or a space, exactly as in the `iss` claim of the tokens',
        'Correct them in src/config/stages.ts or in the environment (see .env.example).',
      ].join('\n'),
    );
  });

  it('refuses a variable that nothing reads', () => {
    expect(problems({ env: { IMAGE_SERVICE_DEV_JWT_ISSUR: 'x', IMAGE_SERVICE_COLOR: 'y' } })).toBe(
      [
        'The configuration is not valid, 2 problems:',
        '  - IMAGE_SERVICE_DEV_JWT_ISSUR is not a setting. Did you mean "IMAGE_SERVICE_DEV_JWT_ISSUER"?',
        '  - IMAGE_SERVICE_COLOR is not a setting.',
        'Correct them in src/config/stages.ts or in the environment (see .env.example).',
      ].join('\n'),
    );
  });

  it("has one stage watch the account's charges", () => {
    const owners = loadConfig({ env: {} }).stages.filter(
      (stage) => stage.billingAlarm === 'account',
    );
    expect(owners.map((stage) => stage.name)).toEqual(['prod']);
  });
});

describe('stageNamed', () => {
  it('lists the stages when there is no such one, and never falls through to prod', () => {
    expect(() => stageNamed(config, 'production')).toThrow(
      new UserError(
        'There is no stage "production". Did you mean "prod"? The stages are: dev, staging, prod.',
      ),
    );
  });
});

describe('placeholders', () => {
  it('are named with the variable that replaces them, until it does', () => {
    const issuer = { IMAGE_SERVICE_DEV_JWT_ISSUER: 'https://issuer.example' };
    expect(placeholders(stageNamed(loadConfig({ env: {} }), 'dev'))).toEqual([
      'jwtIssuer (IMAGE_SERVICE_DEV_JWT_ISSUER)',
    ]);
    expect(placeholders(stageNamed(loadConfig({ env: issuer }), 'dev'))).toEqual([]);
  });
});
