import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { localEnvironment } from '../local/account';
import { runningInstance } from '../local/instance';
import { endpoint, localSettings } from '../local/settings';
import { run } from '../__tests__/support/commands';
import { SmallStageFolder } from '../__tests__/support/small-stage';
import { StateSuite } from '../__tests__/support/state-suite';
import type { Environment } from '../src/config/environment';
import { childEnvironment, currentEnvironment } from '../src/config/environment';
import { loadConfig, stageNamed } from '../src/config/load';
import { UserError } from '../src/config/user-error';
import { PROJECT_ROOT } from '../src/system/project';
import { terraformEnvironment } from '../src/terraform/environment';
import { synthesizeStack } from '../src/terraform/synthesize';
import type { Contender } from './measure';
import { comparison, machine, measured, ROUNDS, writeFigures } from './measure';

const NODE = 'node -e 0';
const DELAY_MILLISECONDS = 50;

type Step = Pick<Contender, 'command' | 'cwd'>;

const script = (file: string, ...args: string[]): Step => ({
  command: [process.execPath, 'src/bundled.cjs', file, ...args],
  cwd: PROJECT_ROOT,
});
const ops = (...args: string[]): Step => ({
  command: [process.execPath, 'ops', ...args],
  cwd: PROJECT_ROOT,
});
const local = (...args: string[]): Step => script('local/cli.ts', ...args);
const node: Contender = { name: NODE, command: [process.execPath, '-e', '0'], cwd: PROJECT_ROOT };

/** Measures commands against Node's start and against Terraform by itself, and writes what they took. */
export async function writeCommands(): Promise<string> {
  const figures = [
    `${machine()}. Medians of ${ROUNDS.own} rounds, of ${ROUNDS.others} where Terraform works, in turns:`,
    await starts(),
    await stateList(),
    ...(await deployedStage()),
  ].join('\n\n');
  writeFigures('commands', figures);
  return figures;
}

const starts = async (): Promise<string> =>
  comparison(
    await measured(
      [
        node,
        { name: '`ops --help`', ...ops('--help') },
        { name: '`ops state list --help`', ...ops('state', 'list', '--help') },
        { name: '`ops plan --help`', ...ops('plan', '--help') },
        { name: '`pnpm cdktf --help`', ...script('src/cdktf/cli.ts', '--help') },
        { name: '`pnpm local --help`', ...local('--help') },
      ],
      ROUNDS.own,
    ),
    NODE,
  );

/** Three stages with small states. */
async function stateList(): Promise<string> {
  const suite = await StateSuite.start();
  const { shared } = suite.context.config;
  const stages = ['dev', 'staging', 'prod'].map(
    (stage) => new SmallStageFolder(stage, shared, suite.env),
  );
  try {
    for (const stage of stages) await stage.apply({ data: { a: '1', b: '2' } });
    const { env } = suite;
    const list = { name: '`ops state list` of three stages', ...ops('state', 'list'), env };
    return comparison(await measured([node, list], ROUNDS.own), NODE);
  } finally {
    for (const stage of stages) stage.remove();
    await suite.stop();
  }
}

/** dev, in the local AWS of this clone, which is started if it does not run, and goes on running. */
async function deployedStage(): Promise<string[]> {
  const { code, stderr } = await run(process.execPath, local('deploy', 'dev').command.slice(1), {
    env: childEnvironment(),
  });
  const instance = await runningInstance(localSettings().dataDirectory);
  if (code !== 0 || instance === undefined) throw new UserError(`dev is not deployed:\n${stderr}`);
  const { port } = instance;
  const env = localEnvironment(stageNamed(loadConfig(), 'dev'), port, currentEnvironment());
  const directory = mkdtempSync(path.join(tmpdir(), 'commands-'));
  const delaying = delayingProxy(port);
  await new Promise<void>((resolve) => delaying.listen(0, '127.0.0.1', resolve));
  try {
    const cwd = await synthesizeStack('image-service-dev', directory, env, 'alone');
    // 100 is Go's own; ours is one of the reasons for which `ops` is faster.
    const raw = { ...(await terraformEnvironment(env)), GOGC: '100' };
    const against = async (terraform: string, own: Step, name: string): Promise<string> => {
      const command = ['sh', '-c', `terraform init -reconfigure && terraform ${terraform}`];
      const first = `\`terraform init\`, \`${terraform}\``;
      const contenders = [
        { name: first, command, cwd, env: raw },
        { name, ...own, env },
      ];
      return comparison(await measured(contenders, ROUNDS.others), first);
    };
    const slow: Environment = {
      ...env,
      AWS_ENDPOINT_URL: endpoint((delaying.address() as AddressInfo).port),
    };
    const verify = {
      name: `\`ops verify dev\`, each call ${DELAY_MILLISECONDS} ms`,
      ...ops('verify', 'dev'),
      env: slow,
    };
    return [
      await against('plan', ops('plan', 'dev'), '`ops plan dev`'),
      await against('plan -refresh-only', ops('state', 'drift', 'dev'), '`ops state drift dev`'),
      await against('apply -auto-approve', local('deploy', 'dev'), '`pnpm local deploy dev`'),
      comparison(await measured([node, verify], ROUNDS.own), NODE),
    ];
  } finally {
    delaying.close();
    delaying.closeAllConnections();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Passes on to the local AWS whatever it is asked, a little later. */
const delayingProxy = (port: number) =>
  createServer((asked, answer) => {
    const { method, url, headers } = asked;
    setTimeout(() => {
      const passed = request({ host: '127.0.0.1', port, method, path: url, headers }, (given) => {
        answer.writeHead(given.statusCode ?? 502, given.headers);
        given.pipe(answer);
      });
      passed.on('error', (error) => answer.destroy(error));
      asked.pipe(passed);
    }, DELAY_MILLISECONDS);
  });
