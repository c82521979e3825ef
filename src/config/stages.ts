import type { SharedConfig, StageValues } from './schema';

/** The issuer until the owner has named the real one; `placeholders()` finds it again. */
export const PLACEHOLDER_ISSUER = 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE';

export const shared = {
  repository: 'lego-moc/image-service',
  githubRepositories: [],
  stateBucketName: 'lego-moc-image-service-state',
  stateLockTableName: 'image-service-state-lock',
  stateRegion: 'us-east-1',
} as const satisfies SharedConfig;

const everyStage = {
  region: 'us-east-1',
  hostedZoneName: 'lego-api.com',
  jwtIssuer: PLACEHOLDER_ISSUER,
  cachedQueryStrings: [],
  nodeRuntime: 'nodejs22.x',
  originShield: 'off',
  webAcl: 'off',
  alarmEmails: [],
  // One stage per account: the stages are taken to share one until they are given their own.
  billingAlarm: 'off',
} as const;

/** A new stage is one more entry here: lower-case letters and digits, a letter first. */
export const stages = {
  dev: {
    ...everyStage,
    imageDomain: 'images.dev.lego-api.com',
    uploadOrigins: ['https://dev.lego-api.com', 'http://localhost:3000'],
    jwtAudiences: ['image-service-dev'],
    apiRateLimit: 50,
    apiBurstLimit: 100,
    logRetentionDays: 14,
    noncurrentVersionDays: 7,
    priceClass: 'PriceClass_100',
    network: {
      mode: 'vpc',
      cidrBlock: '10.40.0.0/20',
      availabilityZones: ['a', 'b'],
      interfaceEndpoints: [],
    },
    protection: 'disposable',
  },
  staging: {
    ...everyStage,
    imageDomain: 'images.staging.lego-api.com',
    uploadOrigins: ['https://staging.lego-api.com'],
    jwtAudiences: ['image-service-staging'],
    apiRateLimit: 100,
    apiBurstLimit: 200,
    logRetentionDays: 30,
    noncurrentVersionDays: 30,
    priceClass: 'PriceClass_100',
    network: {
      mode: 'vpc',
      cidrBlock: '10.41.0.0/20',
      availabilityZones: ['a', 'b'],
      interfaceEndpoints: [],
    },
    protection: 'protected',
  },
  prod: {
    ...everyStage,
    imageDomain: 'images.lego-api.com',
    uploadOrigins: ['https://lego-api.com', 'https://www.lego-api.com'],
    jwtAudiences: ['image-service-prod'],
    apiRateLimit: 500,
    apiBurstLimit: 1000,
    logRetentionDays: 365,
    noncurrentVersionDays: 90,
    priceClass: 'PriceClass_All',
    network: {
      mode: 'vpc',
      cidrBlock: '10.42.0.0/20',
      availabilityZones: ['a', 'b', 'c'],
      interfaceEndpoints: [],
    },
    protection: 'protected',
    billingAlarm: 'account',
  },
} as const satisfies Record<string, StageValues>;
