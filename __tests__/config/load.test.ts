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

  it.each(['us/*', 'us@1/ours', 'us/ours@2', 'us@x/ours@2', 'us@0/ours@2', 'us@1/ours@*'])(
    'lets no workflow of %s deploy',
    (repository) => {
      expect(problems({ env: { IMAGE_SERVICE_GITHUB_REPOSITORY: repository } })).toContain(
        `shared.githubRepositories.0 = "${repository}" (from IMAGE_SERVICE_GITHUB_REPOSITORY): must be owner/name, or with the ids of both owner@1/name@2`,
      );
    },
  );

  it.each([
    [
      'us/a,us/b,us/c',
      'must name at most two: the repository before and after its subject changes',
    ],
    ['us/a,us/a', 'must name each repository once'],
  ])('does not take %s for the repository', (repositories, rule) => {
    expect(problems({ env: { IMAGE_SERVICE_GITHUB_REPOSITORY: repositories } })).toContain(rule);
  });

  it.each(['state', 'access'])('takes no stage called %s', (name) => {
    expect(problems({ env: {}, stages: { ...stages, [name]: stages.dev } })).toContain(
      `stages.${name}: this is the name of a stack that is no stage`,
    );
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
        '  - stages.prod.jwtIssuer = "http://issuer.example" (from IMAGE_SERVICE_PROD_JWT_ISSUER): must be an https:// URL, exactly as in the `iss` claim of the tokens',
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

  it.each([
    { key: 'bucketSuffix', value: 'a-b', rule: 'must be 1 to 20 lower-case letters and digits' },
    { key: 'region', value: 'Virginia', rule: 'must be an AWS region, e.g. us-east-1' },
    { key: 'hostedZoneName', value: 'Lego', rule: 'must be a domain name in lower case' },
    { key: 'imageDomain', value: 'images.other.com', rule: 'must lie within hostedZoneName' },
    { key: 'uploadOrigins', value: [], rule: 'must name at least one origin' },
    { key: 'jwtAudiences', value: [], rule: 'must name at least one audience' },
    { key: 'apiBurstLimit', value: 0, rule: 'must be at least 1' },
    { key: 'apiBurstLimit', value: 1.5, rule: 'must be a whole number' },
    { key: 'logRetentionDays', value: 15, rule: 'must be one of 1, 3, 5, 7, 14' },
    { key: 'noncurrentVersionDays', value: 0, rule: 'must be at least 1 day' },
    { key: 'priceClass', value: 'cheap', rule: 'expected one of "PriceClass_100"' },
    { key: 'protection', value: 'none', rule: 'expected one of "protected"|"disposable"' },
    { key: 'originShield', value: true, rule: 'expected one of "off"|"in-region"' },
    { key: 'alarmEmails', value: ['a@b.io', 'a@b.io'], rule: 'must name each address once' },
    { key: 'pageEmails', value: ['a@b.io', 'a@b.io'], rule: 'must name each address once' },
    { key: 'billingAlarm', value: true, rule: 'expected one of "off"|"account"' },
    { key: 'accountId', value: '1234', rule: 'must be the 12 digits of an AWS account id' },
    { key: 'region', value: 'cn-north-1', rule: 'must lie in the partition aws' },
    { key: 'region', value: 'us-gov-west-1', rule: 'must lie in the partition aws' },
    {
      key: 'imageDomain',
      value: `${'i'.repeat(52)}.lego-api.com`,
      rule: 'must have at most 64 characters',
    },
    { key: 'noncurrentVersionDays', value: 2147483648, rule: 'must be at most 3650 days' },
    { key: 'apiRateLimit', value: 1_000_001, rule: 'must be at most 1000000' },
    { key: 'apiBurstLimit', value: 1_000_001, rule: 'must be at most 1000000' },
    { key: 'cachedQueryStrings', value: 'abcdefghijk'.match(/./g), rule: 'must name at most 10' },
    { key: 'jwtAudiences', value: ['${path.module}'], rule: 'must hold no ${ or %{' },
    { key: 'jwtIssuer', value: 'https://a.example/%{if', rule: 'must hold no ${ or %{' },
  ])('refuses $key = $value', ({ key, value, rule }) => {
    const message = problems({ stages: { dev: { ...stages.dev, [key]: value } } });
    expect(message).toContain(`- stages.dev.${key} = ${JSON.stringify(value)}: `);
    expect(message).toContain(rule);
  });

  it.each(['*', 'https://*.lego-api.com', 'http://lego-api.com', 'https://lego-api.com/path'])(
    'refuses the upload origin %s',
    (origin) => {
      expect(problems({ stages: { dev: { ...stages.dev, uploadOrigins: [origin] } } })).toContain(
        `- stages.dev.uploadOrigins.0 = "${origin}": must be an origin`,
      );
    },
  );

  it('says which address is none, and which variable it came from', () => {
    expect(problems({ env: { IMAGE_SERVICE_DEV_ALARM_EMAILS: 'a@team.example,b' } })).toContain(
      '- stages.dev.alarmEmails.1 = "b" (from IMAGE_SERVICE_DEV_ALARM_EMAILS): must be an e-mail address',
    );
  });

  it("has one stage watch the account's charges", () => {
    const owners = loadConfig({ env: {} }).stages.filter(
      (stage) => stage.billingAlarm === 'account',
    );
    expect(owners.map((stage) => stage.name)).toEqual(['prod']);
  });

  it.each(['af-south-1', 'ca-central-1', 'us-west-1'])(
    'refuses Origin Shield in %s, where CloudFront has none',
    (region) => {
      const dev = { ...stages.dev, originShield: 'in-region' };
      const env = { IMAGE_SERVICE_DEV_REGION: region };
      expect(problems({ stages: { dev }, env })).toContain(
        '- stages.dev.originShield = "in-region": must be off in the stage\'s region: CloudFront has Origin Shield in us-east-1, ',
      );
      expect(() => loadConfig({ stages: { dev }, env: {} })).not.toThrow();
    },
  );

  it('refuses the suffix of buckets that S3 keeps for itself', () => {
    expect(problems({ env: { IMAGE_SERVICE_DEV_BUCKET_SUFFIX: 's3alias' } })).toContain(
      'must not be s3alias, which S3 keeps for itself',
    );
  });

  it('says which value is missing and which is unknown', () => {
    const { region, ...withoutRegion } = stages.dev;
    const message = problems({ stages: { dev: { ...withoutRegion, regoin: region } } });
    expect(message).toContain('- stages.dev.region = (not set): ');
    expect(message).toContain('Unrecognized key: "regoin"');
  });

  it('refuses a stage name that cannot be part of the other names', () => {
    expect(problems({ stages: { 'Dev-1': stages.dev } })).toContain(
      "- stages.Dev-1: a stage's name is 2 to 12 lower-case letters and digits, a letter first",
    );
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
