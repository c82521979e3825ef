import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from './user-error';

/** The environment, as a plain record: tests pass their own. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings of the commands on this machine; they never reach a synthesized stack. */
export const LOCAL_VARIABLES = [
  'IMAGE_SERVICE_LOCAL_PORT',
  'IMAGE_SERVICE_ALLOW_DESTROY',
  'IMAGE_SERVICE_TERRAFORM_MIRROR',
] as const;

const HASHICORP_RELEASES = 'https://releases.hashicorp.com';

/** The environment of this process, for functions that pass one on. */
export const currentEnvironment = (): Environment => process.env;

/** Makes `env` the environment of this process, for children that are given no other. */
export function adoptEnvironment(env: Environment): void {
  Object.assign(process.env, env);
}

/** The environment for a child process: `env` with `extra` on top; `undefined` removes a variable. */
export function childEnvironment(
  extra: Environment = {},
  env: Environment = process.env,
): Record<string, string> {
  const merged = Object.entries({ ...env, ...extra });
  return Object.fromEntries(merged.filter((entry): entry is [string, string] => isSet(entry[1])));
}

/**
 * The environment for git to look where it is called: GIT_DIR, GIT_WORK_TREE and the like, as a hook has
 * them, would lead it into another repository. What GIT_CONFIG_… sets is the person's own.
 */
export const gitEnvironment = (env: Environment = process.env): Record<string, string> =>
  Object.fromEntries(
    Object.entries(childEnvironment({}, env)).filter(([name]) => !/^GIT_(?!CONFIG_)/.test(name)),
  );

/**
 * The port of the machine-local AWS, when the person chose one.
 * @throws UserError when it is not a port.
 */
export function localPort(env: Environment = process.env): number | undefined {
  const value = given(env, 'IMAGE_SERVICE_LOCAL_PORT');
  if (value === undefined) return undefined;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (port >= 1024 && port <= 65535) return port;
  throw new UserError(
    `IMAGE_SERVICE_LOCAL_PORT = "${value}": must be a port from 1024 to 65535. Set it to a free one, or unset it.`,
  );
}

/**
 * Addresses of stateful resources that a plan may destroy, separated by spaces that stand in no key: one
 * run's, in CI.
 */
export const allowedLosses = (env: Environment = process.env): readonly string[] =>
  given(env, 'IMAGE_SERVICE_ALLOW_DESTROY')?.match(/(?:"(?:[^"\\]|\\.)*"|[^\s"]|")+/g) ?? [];

/**
 * The endpoint that stands in for AWS, when there is one.
 * @throws UserError when it is no address.
 */
export function awsEndpoint(env: Environment = process.env): string | undefined {
  const endpoint = given(env, 'AWS_ENDPOINT_URL');
  if (endpoint === undefined || isWebAddress(endpoint)) return endpoint;
  throw new UserError(
    `AWS_ENDPOINT_URL = "${endpoint}": must be an address with http:// or https://, e.g. http://127.0.0.1:4580. Correct it, or unset it for the real AWS.`,
  );
}

const isWebAddress = (text: string): boolean => /^https?:\/\/\S+$/.test(text) && URL.canParse(text);

const WEB_ADDRESS = 'must be an address with http:// or https://';

/** AWS_PROFILE: the profile that credentials are taken from. */
export const awsProfile = (env: Environment = process.env): string | undefined =>
  given(env, 'AWS_PROFILE');

/** AWS_CA_BUNDLE: a file of the certificates by which AWS's are verified, as `aws` takes it. */
export const awsCaBundle = (env: Environment = process.env): string | undefined =>
  given(env, 'AWS_CA_BUNDLE');

/** What the AWS SDK is told explicitly when a child's environment, not this one, holds it. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Keys given by the environment itself; profiles and roles are left to the SDK.
 * @throws UserError when one is missing, or holds what no header of HTTP may hold: the SDK would wait 15 seconds.
 */
export function awsCredentials(env: Environment = process.env): AwsCredentials | undefined {
  const accessKeyId = credential(env, 'AWS_ACCESS_KEY_ID');
  const secretAccessKey = credential(env, 'AWS_SECRET_ACCESS_KEY');
  const sessionToken = credential(env, 'AWS_SESSION_TOKEN');
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new UserError(
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together, and one is not set. Set both, or unset both.',
    );
  }
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
  };
}

function credential(env: Environment, name: string): string | undefined {
  const value = given(env, name);
  if (value === undefined || /^[\x21-\x7e]+$/.test(value)) return value;
  throw new UserError(
    `${name} holds a space, a line end or another character that no key of AWS has. Correct it, or unset it.`,
  );
}

/** Variables by which the AWS SDK throws an error of its own, which names none of them. */
const SDK_VARIABLES = {
  AWS_DEFAULTS_MODE: [
    (value) => /^(auto|standard|legacy|mobile|(in|cross)-region)$/.test(value),
    'must be one of auto, standard, in-region, cross-region, mobile, legacy',
  ],
  AWS_CONTAINER_CREDENTIALS_FULL_URI: [isWebAddress, WEB_ADDRESS],
  AWS_EC2_METADATA_SERVICE_ENDPOINT: [isWebAddress, WEB_ADDRESS],
} as const satisfies Readonly<Record<string, readonly [(value: string) => boolean, string]>>;

/** @throws UserError for the first variable of the AWS SDK that it could not work with. */
export function checkSdkVariables(env: Environment = process.env): void {
  for (const [name, [isRight, rule]] of Object.entries(SDK_VARIABLES)) {
    const value = given(env, name);
    if (value === undefined || isRight(value)) continue;
    throw new UserError(`${name} = "${value}": ${rule}. Correct it, or unset it.`);
  }
}

/**
 * With these, Terraform works on another state, in another folder, or with options that nobody sees. An endpoint of
 * one service goes before AWS_ENDPOINT_URL in Terraform, and not in the checks.
 */
const CHANGES_RUNS =
  /^(?:TF_(?:WORKSPACE|DATA_DIR|CLI_ARGS(?:_.+)?)|AWS_(?:ENDPOINT_URL_.+|IGNORE_CONFIGURED_ENDPOINT_URLS))$/;

/**
 * Terraform's environment without what the caller's would change of its runs. No stack has a variable:
 * TF_VAR_… of other projects is left out.
 * @throws UserError that names the variables to unset.
 */
export function withoutTerraformOverrides(env: Environment = process.env): Environment {
  const set = Object.keys(env).filter((name) => CHANGES_RUNS.test(name) && isSet(given(env, name)));
  if (set.length > 0) {
    throw new UserError(
      `${set.join(', ')}: must not be set, because Terraform would work on another state, in another folder, or with other options than this command says. Run: unset ${set.join(' ')}`,
    );
  }
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TF_VAR_')));
}

/** What decides where Terraform takes its providers from. */
export interface TerraformSettings {
  readonly home: string | undefined;
  /** TF_CLI_CONFIG_FILE: the person's own CLI configuration. */
  readonly cliConfigFile: string | undefined;
  /** TF_PROVIDER_MIRROR: a folder that holds registry.terraform.io/…. */
  readonly providerMirror: string | undefined;
  /** XDG_DATA_HOME and XDG_DATA_DIRS, with their defaults. */
  readonly dataDirectories: readonly string[];
  /** Windows' folder of a person's settings. */
  readonly appData: string | undefined;
}

/** The settings that decide where Terraform takes its providers from. */
export function terraformSettings(env: Environment = process.env): TerraformSettings {
  const home = given(env, 'HOME') ?? given(env, 'USERPROFILE');
  const dataHome =
    given(env, 'XDG_DATA_HOME') ?? (home === undefined ? [] : path.join(home, '.local', 'share'));
  const dataDirs = given(env, 'XDG_DATA_DIRS')?.split(path.delimiter) ?? [
    path.join('/usr/local', 'share'),
    '/usr/share',
  ];
  return {
    home,
    cliConfigFile: given(env, 'TF_CLI_CONFIG_FILE'),
    providerMirror: given(env, 'TF_PROVIDER_MIRROR'),
    dataDirectories: [dataHome, dataDirs].flat().filter((directory) => directory !== ''),
    appData: given(env, 'APPDATA'),
  };
}

/**
 * Where Terraform is downloaded from: HashiCorp's release site, or the mirror of it that the person
 * named.
 * @throws UserError when that is no address.
 */
export function terraformReleases(env: Environment = process.env): string {
  const mirror = given(env, 'IMAGE_SERVICE_TERRAFORM_MIRROR');
  if (mirror === undefined) return HASHICORP_RELEASES;
  if (isWebAddress(mirror)) return mirror.replace(/\/+$/, '');
  throw new UserError(
    `IMAGE_SERVICE_TERRAFORM_MIRROR = "${mirror}": must be the address of a mirror of ${HASHICORP_RELEASES}, with https:// or http://. Correct it, or unset it.`,
  );
}

/** The folder of temporary files. */
export const temporaryFolder = (env: Environment = process.env): string =>
  given(env, 'TMPDIR') ?? tmpdir();

/** The folders of PATH, in order. */
export const searchPath = (env: Environment = process.env): string[] =>
  (given(env, 'PATH') ?? '').split(path.delimiter).filter((directory) => directory !== '');

/** The package manager that runs this, e.g. `pnpm/10.34.9 npm/? node/v20.9.0 linux x64`. */
export const packageManager = (env: Environment = process.env): string | undefined =>
  given(env, 'npm_config_user_agent');

/** Whether the person lets programs use colour (https://no-color.org). */
export const wantsColor = (env: Environment = process.env): boolean =>
  given(env, 'NO_COLOR') === undefined && given(env, 'TERM') !== 'dumb';

/** The AWS SDK announces on every run which Node it will need some day. */
export function quietAwsSdk(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
}

const isSet = (value: string | undefined): value is string => value !== undefined;

/** A variable's value. An empty variable is one that a CI system left unset. */
export function given(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}
