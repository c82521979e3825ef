import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { awsEndpoint, terraformSettings, type Environment } from '../../config/environment';
import { proxyFor } from '../../config/proxy';
import { UserError } from '../../config/user-error';
import { withTerraform } from '../../terraform/environment';
import { lockedProviders } from '../../terraform/lock-file';
import { PROJECT_ROOT } from '../../system/project';
import { impliedMirrors, missingFrom, REGISTRY } from '../../terraform/provider-mirror';
import { providerEnvironment } from '../../terraform/provider-source';
import { isReachable } from '../../terraform/reachable';
import { pinnedVersion, terraformOnPath } from '../../terraform/version';
import { failed, ok, skipped, type DoctorContext, type Examination, type Finding } from './finding';

const packageSchema = z.object({
  packageManager: z.string(),
  engines: z.object({ node: z.string() }),
});

/** What this machine needs to work on the project. */
export const MACHINE: readonly Examination[] = [
  {
    id: 'node',
    title: 'Node',
    examine: ({ machine: { node } }) => {
      const needed = packageFile().engines.node;
      const oldest = needed.replace(/^>=\s*/, '');
      return isAtLeast(node, oldest)
        ? ok(node)
        : failed(`${node}, needed is ${needed}`, `Install Node ${oldest} or newer (nodejs.org).`);
    },
  },
  {
    id: 'pnpm',
    title: 'pnpm',
    examine: ({ machine: { packageManager } }) => {
      if (packageManager === undefined) return skipped('not needed by `./ops`');
      const needed = packageFile().packageManager.replace(/^pnpm@/, '');
      const found = /^pnpm\/(\d+)\.\S+/.exec(packageManager);
      return found?.[1] === needed.split('.')[0]
        ? ok(found?.[0].replace('pnpm/', '') ?? '')
        : failed(
            `${packageManager}, needed is pnpm ${needed}`,
            'Run `npm install --global pnpm@10`, then `pnpm ops doctor`.',
          );
    },
  },
  {
    id: 'terraform',
    title: 'Terraform',
    examine: async ({ machine }) => ok(await machine.terraform()),
  },
  {
    id: 'provider',
    title: 'AWS provider',
    examine: async ({ machine }) => ok(await machine.providers()),
  },
  { id: 'clock', title: 'clock', examine: examineClock },
];

/** AWS refuses a request whose signature is older or newer. */
const MAX_SKEW_SECONDS = 5 * 60;

/** Unsigned, so that AWS answers whatever the clock says. */
async function examineClock({ request, config, env, now }: DoctorContext): Promise<Finding> {
  const url = awsEndpoint(env) ?? `https://sts.${config.shared.stateRegion}.amazonaws.com/`;
  try {
    const { date } = await request(url);
    const seconds = Math.round((now().getTime() - Date.parse(date ?? '')) / 1000);
    if (Number.isNaN(seconds)) return skipped(`${url} does not say what time it is`);
    return Math.abs(seconds) <= MAX_SKEW_SECONDS
      ? ok(`within ${MAX_SKEW_SECONDS / 60} minutes of AWS's`)
      : failed(
          `${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} AWS's, which takes ${MAX_SKEW_SECONDS}`,
          "Set this machine's clock, by NTP.",
        );
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return skipped(`not compared: ${url} cannot be reached (${code ?? message})`);
  }
}

function packageFile(): z.infer<typeof packageSchema> {
  const text = readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8');
  return packageSchema.parse(JSON.parse(text));
}

/** Whether a version is that one or a later one. */
export const isAtLeast = (found: string, oldest: string): boolean =>
  found.localeCompare(oldest, 'en', { numeric: true }) >= 0;

/**
 * The version of the Terraform that commands run.
 * @throws UserError when there is none, or it does not run.
 */
export async function findTerraform(
  env?: Environment,
  source?: Parameters<typeof withTerraform>[1],
): Promise<string> {
  const { version, fault } = terraformOnPath(pinnedVersion(), await withTerraform(env, source));
  if (fault === undefined) return version;
  throw new UserError(`${fault}. Delete .cache/terraform; then it is downloaded anew.`);
}

/**
 * Where Terraform would take the locked providers from.
 * @throws UserError when from nowhere.
 */
export async function findProviders(
  env?: Environment,
  given: Parameters<typeof providerEnvironment>[1] = {},
): Promise<string> {
  const { isRegistryReachable = () => isReachable(REGISTRY, env) } = given;
  const providers = lockedProviders();
  const names = providers.map(
    ({ source, version }) => `${source.split('/').at(-1) ?? ''} ${version}`,
  );
  const from = (where: string): string => `${names.join(', ')} from ${where}`;
  const settings = terraformSettings(env);
  const chosen = await providerEnvironment(env, { ...given, isRegistryReachable });
  if (chosen.TF_CLI_CONFIG_FILE !== undefined) return from('a mirror on this machine');
  if (impliedMirrors(settings).some((mirror) => missingFrom(mirror, providers).length === 0)) {
    return from("Terraform's own mirror directory");
  }
  if (await isRegistryReachable()) {
    const proxy = proxyFor(new URL(`https://${REGISTRY}`), env);
    return from(proxy === undefined ? REGISTRY : `${REGISTRY}, through the proxy`);
  }
  if (settings.cliConfigFile !== undefined) return from('where TF_CLI_CONFIG_FILE says');
  throw new UserError(
    `${REGISTRY} cannot be reached, and no mirror holds ${names.join(', ')}. Check the network or the proxy, or make a mirror (\`terraform providers mirror\`) and name it in TF_PROVIDER_MIRROR.`,
  );
}
