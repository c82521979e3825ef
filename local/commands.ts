import { currentEnvironment, localPort } from '../src/config/environment';
import { loadConfig, stageNamed } from '../src/config/load';
import { stackName, tableName } from '../src/config/names';
import { UserError } from '../src/config/user-error';
import { terraformEnvironment, withTerraformAtHand } from '../src/terraform/environment';
import { writeAbove } from '../src/cli/progress';
import { thisTerminal } from '../src/cli/terminal';
import { localEnvironment } from './account';
import type { Outputs } from './deploy';
import { deployStage, outputTable, withLocalAddress } from './deploy';
import { execute } from './execute';
import { runningInstance, type Instance } from './instance';
import { endpoint, localSettings } from './settings';
import { startLocalAws } from './start';
import { deployedStacks, statusText } from './status';
import { stageToken, type TokenOptions } from './token';
import { stopLocalAws } from './stop';

const say = (line: string): void => {
  writeAbove(line, thisTerminal());
};

/** Where a local AWS answers, and the folder of its logs. */
type Running = Pick<Instance, 'port' | 'dataDirectory'>;

/** `pnpm local`, in the local AWS of this clone or in another one that runs. */
export async function everything(begin: () => Promise<Running> = start): Promise<void> {
  const { port, outputs } = await deployIn(begin, 'dev');
  say(whatToTry('dev', port, outputs));
}

/** `pnpm local up` */
export async function up(): Promise<void> {
  const { port } = await start();
  say(`The local AWS runs at ${endpoint(port)}. Next: pnpm local deploy dev`);
}

/** `pnpm local deploy [stage]` */
export async function deploy(stageName: string): Promise<void> {
  await deployIn(start, stageName);
}

async function deployIn(
  begin: () => Promise<Running>,
  stageName: string,
): Promise<{ readonly port: number; readonly outputs: Outputs }> {
  const own = await terraformEnvironment();
  const config = loadConfig();
  const stage = stageNamed(config, stageName);
  const { port, dataDirectory } = await begin();
  const env = localEnvironment(stage, port, own);
  const { shared } = config;
  const deployed = await deployStage({ stage: stage.name, shared, env, dataDirectory, say });
  const outputs = withLocalAddress(deployed, port);
  say(outputText(stage.name, outputs));
  return { port, outputs };
}

/** `pnpm local exec -- <command…>` */
export async function exec(command: readonly string[], stageName: string): Promise<number> {
  const stage = stageNamed(loadConfig(), stageName);
  const { port } = await requireRunning();
  return execute(command, withTerraformAtHand(localEnvironment(stage, port, currentEnvironment())));
}

/** `pnpm local token [stage]`: the token and nothing else, for `$(…)`. */
export async function token(stageName: string, options: TokenOptions): Promise<void> {
  const stage = stageNamed(loadConfig(), stageName);
  process.stdout.write(`${await stageToken(await requireRunning(), stage, options)}\n`);
}

/** `pnpm local status` */
export async function status(): Promise<number> {
  const instance = await runningInstance(localSettings().dataDirectory);
  if (instance === undefined) {
    say('The local AWS is not running. `pnpm local up` starts it.');
    return 1;
  }
  say(statusText(instance, await deployedStacks(loadConfig(), instance.port)));
  return 0;
}

/** `pnpm local down` */
export async function down(): Promise<void> {
  const wasRunning = await stopLocalAws(localSettings().dataDirectory);
  say(
    wasRunning
      ? 'The local AWS has ended; everything in it is forgotten.'
      : 'The local AWS was not running.',
  );
}

/** On the port that was asked for, or else on the one that this clone's already has. */
async function start(): Promise<Instance> {
  const settings = localSettings();
  const running = await runningInstance(settings.dataDirectory);
  const port = localPort() ?? running?.port ?? settings.port;
  return startLocalAws({ ...settings, port, say });
}

async function requireRunning(): Promise<Instance> {
  const instance = await runningInstance(localSettings().dataDirectory);
  if (instance !== undefined) return instance;
  throw new UserError('The local AWS is not running. Start it: pnpm local up');
}

const outputText = (stage: string, outputs: Outputs): string =>
  `\n${stackName(stage)} is deployed to the local AWS. Its outputs:\n${outputTable(outputs)}`;

function whatToTry(stage: string, port: number, outputs: Outputs): string {
  const { api_id: apiId, images_bucket_name: bucket, cdn_url: cdn } = outputs;
  return `
What to try next:
  curl -i http://${String(apiId)}.execute-api.localhost:${port}/    (404: it has no routes yet)
  pnpm local exec -- aws s3 cp docs/architecture.svg s3://${String(bucket)}/moc.svg
  ${String(cdn)}/moc.svg    (that picture, in a browser)
  pnpm local status
  pnpm local exec -- aws dynamodb describe-table --table-name ${tableName(stage)}
  pnpm local exec -- pnpm cdktf plan ${stackName(stage)}
  pnpm local down`;
}
