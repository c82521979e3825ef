import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../__tests__/support/commands';
import { childEnvironment } from '../src/config/environment';
import { UserError } from '../src/config/user-error';
import { table } from '../src/guardrails/document';
import { CACHE_DIRECTORY, PROJECT_ROOT } from '../src/system/project';
import type { Contender, Usages } from './measure';
import {
  cells,
  comparison,
  HEAD,
  machine,
  measured,
  ROUNDS,
  typicalSeconds,
  writeFigures,
} from './measure';

const STAGES = [1, 5, 20, 100] as const;

const LOADING = '`node -e "require(\'cdktf\')"`';
const ALL = 'all five stacks, sources unchanged';
const ONE = 'one stage, sources unchanged';
const CHANGED = 'all five stacks after a change of one source file';
const AWS_CDK = 'AWS CDK: `cdk synth`';
const TEMPLATE = "cdktf's template: `npx ts-node main.ts`";
const TEMPLATE_SYNTH = "cdktf's template: `cdktf synth`, its script";

/** What synthesis reads of the project. */
const COPIED = [
  ...['src', 'main.ts', 'bench/many-stages.ts', 'tsconfig.json'],
  ...['package.json', 'pnpm-lock.yaml', 'cdktf.json', '.terraform.lock.hcl'],
];

/** Measures synthesis, and writes what it took to the end of docs/performance.md. */
export async function writeSynthesis(): Promise<string> {
  const figures = await benchSynthesis();
  writeFigures('synthesis', figures);
  return figures;
}

/**
 * Synthesis against loading cdktf, and against what others have for a table, a bucket, a distribution
 * and an API, which is less than one of our stages. Nothing else should run meanwhile.
 */
async function benchSynthesis(): Promise<string> {
  const directory = mkdtempSync(path.join(tmpdir(), 'synthesis-'));
  try {
    const [same, changed] = [copyTo(directory, 'same'), copyTo(directory, 'changed')];
    const ours = (...args: string[]) => [process.execPath, 'src/bundled.cjs', ...args];
    const one = { name: ONE, command: ours('main.ts', 'image-service-dev'), cwd: same };
    const own: readonly Contender[] = [
      { name: LOADING, command: [process.execPath, '-e', "require('cdktf')"], cwd: same },
      { name: ALL, command: ours('main.ts'), cwd: same },
      {
        name: CHANGED,
        command: ours('main.ts'),
        cwd: changed,
        before: () => {
          appendFileSync(path.join(changed, 'src', 'app.ts'), '\n');
        },
      },
    ];
    const template = await installed('cdktf-template', 'cdktf-cli/bundle/templates/typescript');
    const others: readonly Contender[] = [
      one,
      {
        name: AWS_CDK,
        command: [path.join('node_modules', '.bin', 'cdk'), 'synth', '--quiet'],
        cwd: await installed('aws-cdk', 'aws-cdk/lib/init-templates/app/typescript'),
      },
      {
        name: TEMPLATE,
        command: ['npx', 'ts-node', 'main.ts'],
        cwd: template,
      },
      {
        name: TEMPLATE_SYNTH,
        command: [path.join(PROJECT_ROOT, 'node_modules', '.bin', 'cdktf'), 'synth'],
        cwd: template,
        // It would ask for news.
        env: childEnvironment({ CHECKPOINT_DISABLE: '1' }),
      },
    ];
    const many = STAGES.map((count) => ({
      name: stagesOf(count),
      command: ours('bench/many-stages.ts', String(count)),
      cwd: same,
    }));
    const figures = [
      `${machine()}, ${versions()}. Medians of ${ROUNDS.own} rounds, of ${ROUNDS.others} and of ${ROUNDS.stages}, in turns:`,
      comparison(await measured(own, ROUNDS.own), LOADING),
      comparison(await measured(others, ROUNDS.others), ONE),
      growth(await measured(many, ROUNDS.stages)),
    ];
    return figures.join('\n\n');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const stagesOf = (count: number): string => (count === 1 ? '1 stage' : `${count} stages`);

function copyTo(directory: string, name: string): string {
  const copy = path.join(directory, name);
  for (const each of COPIED) {
    cpSync(path.join(PROJECT_ROOT, each), path.join(copy, each), { recursive: true });
  }
  symlinkSync(path.join(PROJECT_ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

/** The folder of a contender, with what it needs; its compiler is set as the template sets it. */
async function installed(name: string, template: string): Promise<string> {
  const directory = path.join(CACHE_DIRECTORY, 'contenders', name);
  cpSync(path.join(PROJECT_ROOT, 'bench', 'contenders', name), directory, { recursive: true });
  const { code, stderr } = await run('npm', ['install', '--no-audit', '--no-fund'], {
    cwd: directory,
    env: childEnvironment(),
  });
  if (code !== 0) throw new UserError(`${name} could not be installed:\n${stderr}`);
  const settings = [directory, PROJECT_ROOT]
    .map((root) => path.join(root, 'node_modules', template, 'tsconfig.json'))
    .find((file) => existsSync(file));
  if (settings === undefined) throw new UserError(`${template} has no tsconfig.json`);
  cpSync(settings, path.join(directory, 'tsconfig.json'));
  return directory;
}

/** What a stage more takes, from each number of stages to the next. */
function growth(usages: Usages): string {
  const rows = STAGES.map((count, index) => {
    const before = STAGES[index - 1];
    const row = cells(usages, stagesOf(count));
    if (before === undefined) return [...row, ''];
    const seconds =
      typicalSeconds(usages, stagesOf(count)) - typicalSeconds(usages, stagesOf(before));
    return [...row, ((seconds * 1000) / (count - before)).toFixed(0)];
  });
  return table([...HEAD, 'ms for each stage more'], rows);
}

function versions(): string {
  const versionOf = (folder: string, name: string): string => {
    const manifest = path.join(folder, 'node_modules', name, 'package.json');
    return `${name} ${(JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version}`;
  };
  const awsCdk = path.join(CACHE_DIRECTORY, 'contenders', 'aws-cdk');
  return [
    versionOf(PROJECT_ROOT, 'cdktf'),
    versionOf(awsCdk, 'aws-cdk'),
    versionOf(awsCdk, 'aws-cdk-lib'),
  ].join(', ');
}
