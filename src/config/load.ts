import type { z } from 'zod';
import type { Environment } from './environment';
import type { Overridden } from './overrides';
import {
  accountVariable,
  knownVariables,
  overrideShared,
  overrideStage,
  unknownVariables,
} from './overrides';
import type { Config, SharedConfig, StageConfig } from './schema';
import { ACCOUNT_PLACEHOLDER, sharedSchema, stageSchema } from './schema';
import { ACCESS_SCOPE, scopeNamed, STATE_SCOPE } from './names';
import { didYouMean, unknownName } from './near-miss';
import { PLACEHOLDER_ISSUER, shared, stages } from './stages';
import { UserError } from './user-error';
import { ruleOf, valueAt } from './rule';

/** No hyphens: a stage's name is part of environment variables and of bucket names. */
const STAGE_NAME = /^[a-z][a-z0-9]{1,11}$/;

/** Also because a role of a stage called `access` could be one of the access stack, by its name. */
const RESERVED_NAMES: readonly string[] = [STATE_SCOPE, ACCESS_SCOPE];

/** What `loadConfig` reads; tests pass their own. */
export interface ConfigSources {
  readonly shared: object;
  readonly stages: Readonly<Record<string, object>>;
  readonly env: Environment;
}

/**
 * The checked configuration: stages.ts with the environment's overrides.
 * @throws UserError that lists every problem at once: key, value, rule.
 */
export function loadConfig(sources: Partial<ConfigSources> = {}): Config {
  const from = { shared, stages, env: process.env, ...sources };
  const names = Object.keys(from.stages);
  const problems: string[] = unknownVariables(names, from.env).map(
    (name) => `${name} is not a setting.${didYouMean(name, knownVariables(names))}`,
  );
  for (const name of names) {
    if (RESERVED_NAMES.includes(name)) {
      problems.push(`stages.${name}: this is the name of a stack that is no stage`);
    } else if (!STAGE_NAME.test(name)) {
      problems.push(
        `stages.${name}: a stage's name is 2 to 12 lower-case letters and digits, a letter first`,
      );
    }
  }
  const sharedValues = check(
    'shared',
    sharedSchema,
    overrideShared(from.shared, from.env),
    problems,
  );
  const stageValues: StageConfig[] = [];
  for (const [name, values] of Object.entries(from.stages)) {
    const checked = check(
      `stages.${name}`,
      stageSchema,
      overrideStage(name, values, from.env),
      problems,
    );
    if (checked !== undefined) stageValues.push({ ...checked, name });
  }
  problems.push(...sameDomains(stageValues));
  if (sharedValues !== undefined) problems.push(...accountProblems(sharedValues, stageValues));
  if (problems.length > 0 || sharedValues === undefined) throw notValid(problems);
  return { shared: sharedValues, stages: stageValues };
}

/**
 * The stage of that name, or of the stack of that name.
 * @throws UserError that lists the valid names.
 */
export function stageNamed(config: Config, name: string): StageConfig {
  const stage = config.stages.find((candidate) => candidate.name === scopeNamed(name));
  if (stage !== undefined) return stage;
  throw unknownName(
    'stage',
    name,
    config.stages.map((candidate) => candidate.name),
  );
}

/** Keys of the stage that still hold a placeholder, with the variable that sets each. */
export function placeholders(stage: StageConfig): string[] {
  return stage.jwtIssuer === PLACEHOLDER_ISSUER
    ? [`jwtIssuer (IMAGE_SERVICE_${stage.name.toUpperCase()}_JWT_ISSUER)`]
    : [];
}

/** CloudFront lets one distribution of the world have a name. */
const sameDomains = (stageValues: readonly StageConfig[]): string[] =>
  stageValues.flatMap(({ name, imageDomain }, index) => {
    const other = stageValues.slice(0, index).find((one) => one.imageDomain === imageDomain);
    return other === undefined
      ? []
      : [
          `stages.${name}.imageDomain = "${imageDomain}": must not be that of another stage, ${other.name}`,
        ];
  });

/** Every account has a state bucket of its own, and names of buckets are unique in the world. */
function accountProblems(
  { stateBucketName }: SharedConfig,
  stageValues: readonly StageConfig[],
): string[] {
  if (stateBucketName.includes(ACCOUNT_PLACEHOLDER)) {
    return stageValues
      .filter(({ accountId }) => accountId === undefined)
      .map(
        ({ name }) =>
          `stages.${name}.accountId = (not set): must be given, because shared.stateBucketName holds ${ACCOUNT_PLACEHOLDER} (${accountVariable(name)})`,
      );
  }
  const accounts = new Set(stageValues.flatMap(({ accountId }) => accountId ?? []));
  return accounts.size < 2
    ? []
    : [
        `shared.stateBucketName = "${stateBucketName}": must hold ${ACCOUNT_PLACEHOLDER}, because the stages lie in ${accounts.size} accounts and each has its own state bucket, e.g. IMAGE_SERVICE_STATE_BUCKET_NAME=${stateBucketName}-${ACCOUNT_PLACEHOLDER}`,
      ];
}

function check<T>(
  path: string,
  schema: z.ZodType<T>,
  { values, sources }: Overridden,
  problems: string[],
): T | undefined {
  for (const [key, value] of Object.entries(values)) {
    if (!/[$%]\{/.test(JSON.stringify(value))) continue;
    problems.push(
      `${path}.${key} = ${JSON.stringify(value)}${originOf(key)}: must hold no \${ or %{, which Terraform would evaluate`,
    );
  }
  const result = schema.safeParse(values, { error: ruleOf });
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const name of issue.keys) {
        const at = [...issue.path, name];
        problems.push(`${[path, ...at].join('.')} = ${valueAt(values, at)}: is no setting`);
      }
      continue;
    }
    const key = [path, ...issue.path].join('.');
    const origin = originOf(String(issue.path[0]));
    problems.push(`${key} = ${valueAt(values, issue.path)}${origin}: ${issue.message}`);
  }
  return undefined;

  function originOf(key: string): string {
    const source = sources.get(key);
    return source === undefined ? '' : ` (from ${source})`;
  }
}

function notValid(problems: readonly string[]): UserError {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const lines = problems.map((problem) => `\n  - ${problem}`).join('');
  return new UserError(
    `The configuration is not valid, ${count}:${lines}\nCorrect them in src/config/stages.ts or in the environment (see .env.example).`,
  );
}
