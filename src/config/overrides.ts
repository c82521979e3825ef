import { given, LOCAL_VARIABLES, type Environment } from './environment';
import type { SharedConfig, StageConfig } from './schema';

/** Values and where each overridden one came from: key path to variable name. */
export interface Overridden {
  readonly values: Readonly<Record<string, unknown>>;
  readonly sources: ReadonlyMap<string, string>;
}

const PREFIX = 'IMAGE_SERVICE_';

const text = (value: string): unknown => value;
const list = (value: string): unknown =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** What only the owner of a stage knows: IMAGE_SERVICE_<STAGE>_<name> sets the key. */
const STAGE_OVERRIDES = {
  ACCOUNT_ID: { key: 'accountId', parse: text },
  BUCKET_SUFFIX: { key: 'bucketSuffix', parse: text },
  REGION: { key: 'region', parse: text },
  HOSTED_ZONE_NAME: { key: 'hostedZoneName', parse: text },
  IMAGE_DOMAIN: { key: 'imageDomain', parse: text },
  UPLOAD_ORIGINS: { key: 'uploadOrigins', parse: list },
  JWT_ISSUER: { key: 'jwtIssuer', parse: text },
  JWT_AUDIENCES: { key: 'jwtAudiences', parse: list },
  ALARM_EMAILS: { key: 'alarmEmails', parse: list },
  PAGE_EMAILS: { key: 'pageEmails', parse: list },
} as const;

/** What only the owner of the project knows: IMAGE_SERVICE_<name> sets the key. */
const SHARED_OVERRIDES = {
  REPOSITORY: { key: 'repository', parse: text },
  STATE_BUCKET_NAME: { key: 'stateBucketName', parse: text },
  GITHUB_REPOSITORY: { key: 'githubRepositories', parse: list },
} as const;

type OverrideTable = Readonly<Record<string, { key: string; parse: (value: string) => unknown }>>;

function override(
  values: object,
  table: OverrideTable,
  prefix: string,
  env: Environment,
): Overridden {
  const sources = new Map<string, string>();
  const overridden: Record<string, unknown> = { ...values };
  for (const [name, { key, parse }] of Object.entries(table)) {
    const variable = prefix + name;
    const value = given(env, variable);
    if (value === undefined) continue;
    overridden[key] = parse(value);
    sources.set(key, variable);
  }
  return { values: overridden, sources };
}

const stagePrefix = (stage: string): string => `${PREFIX}${stage.toUpperCase()}_`;

/** The variable that names the AWS account of a stage. */
export const accountVariable = (stage: string): string => `${stagePrefix(stage)}ACCOUNT_ID`;

/** The stage's values with what the environment overrides. */
export function overrideStage(stage: string, values: object, env: Environment): Overridden {
  return override(values, STAGE_OVERRIDES, stagePrefix(stage), env);
}

/** The shared values with what the environment overrides. */
export function overrideShared(values: object, env: Environment): Overridden {
  return override(values, SHARED_OVERRIDES, PREFIX, env);
}

/** A variable that shapes a stage's stack. */
export interface Setting {
  readonly variable: string;
  /** What it sets. */
  readonly key: keyof StageConfig | keyof SharedConfig;
  /** In the configuration, wherever it came from. */
  readonly value: unknown;
  /** Whether the environment holds the variable. */
  readonly isGiven: boolean;
}

/** Every variable that shapes the stage's stack. */
export function settingsOf(
  stage: StageConfig,
  { repository }: Pick<SharedConfig, 'repository'>,
  env: Environment = process.env,
): Setting[] {
  return [
    ...Object.entries(STAGE_OVERRIDES).map(([name, { key }]) => ({
      variable: stagePrefix(stage.name) + name,
      key,
      value: stage[key],
    })),
    { variable: `${PREFIX}REPOSITORY`, key: 'repository' as const, value: repository },
  ].map((setting) => ({ ...setting, isGiven: given(env, setting.variable) !== undefined }));
}

/** Every IMAGE_SERVICE_* variable that means something, given the stages. */
export function knownVariables(stageNames: readonly string[]): string[] {
  return [
    ...Object.keys(SHARED_OVERRIDES).map((name) => PREFIX + name),
    ...LOCAL_VARIABLES,
    ...stageNames.flatMap((stage) =>
      Object.keys(STAGE_OVERRIDES).map((name) => stagePrefix(stage) + name),
    ),
  ];
}

/** IMAGE_SERVICE_* variables that nothing reads: a mistyped name must not pass silently. */
export function unknownVariables(stageNames: readonly string[], env: Environment): string[] {
  const known = new Set(knownVariables(stageNames));
  return Object.keys(env).filter((name) => name.startsWith(PREFIX) && !known.has(name));
}
