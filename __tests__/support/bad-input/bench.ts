import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { awsClients } from '../../../src/aws/clients';
import type { Environment } from '../../../src/config/environment';
import { childEnvironment } from '../../../src/config/environment';
import { stateKey, stateLockKey } from '../../../src/config/names';
import { PROJECT_ROOT } from '../../../src/system/project';
import { terraformPlatform } from '../../../src/terraform/provider-mirror';
import { cloneProject } from '../clone';
import type { Ended } from '../commands';
import { run } from '../commands';
import { config } from '../config';
import { createBackend } from '../state-bucket';
import { write } from '../temporary';
import type { TestAws } from '../test-aws';
import { control, startTestAws } from '../test-aws';
import type { BadInput, Remote } from './bad-input';
import type { Called } from './call-command';
import { callCommand } from './call-command';
import type { WatchedAws } from './watched-aws';
import { watchAws } from './watched-aws';

/** What a command ended with, and what it did until then. */
export interface Watched extends Ended {
  /** Calls of AWS. */
  readonly calls: readonly string[];
  /** Files and folders that were made, changed or removed: of the clone, the home and the temporary folder. */
  readonly touched: readonly string[];
}

const { scripts } = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** `pnpm` without its start-up time, as a function of the shell. */
const PNPM = `pnpm() { local name=$1; shift; case $name in
${['cdktf', 'local', 'ops', 'synth'].map((name) => `${name}) ${scripts[name] ?? ''} "$@" ;;`).join('\n')}
esac; }`;

/** A clone and a local AWS in which commands are run and watched, one after the other. */
export class Bench {
  private constructor(
    private readonly directory: string,
    private readonly base: TestAws,
    private readonly watched: WatchedAws,
    private readonly at: { port: number },
  ) {}

  static async open(): Promise<Bench> {
    const base = await startTestAws();
    await createBackend(awsClients('us-east-1', base.env), config.shared);
    // Everything has to do with a path that has a space and an umlaut.
    const directory = mkdtempSync(path.join(base.directory, 'Größe XL '));
    for (const folder of ['home', 'tmp']) mkdirSync(path.join(directory, folder));
    cloneProject(path.join(directory, 'clone'));
    const at = { port: base.port };
    return new Bench(directory, base, await watchAws(() => at.port), at);
  }

  async close(): Promise<void> {
    this.watched.close();
    await this.base.stop();
  }

  /** Runs the line of a case, and puts back what it was given. */
  async run(given: BadInput): Promise<Watched> {
    const aws = given.aws === undefined ? undefined : await this.fork(given.aws);
    this.at.port = aws?.port ?? this.base.port;
    const clone = path.join(this.directory, 'clone');
    const kept = Object.keys(given.files ?? {}).map(
      (file) => [file, contentOf(clone, file)] as const,
    );
    for (const [file, content] of Object.entries(given.files ?? {})) write(clone, file, content);
    const before = treeOf(this.directory);
    this.watched.calls();
    try {
      const { written, ...ended } = await this.execute(clone, given);
      return {
        ...ended,
        calls: this.watched.calls(),
        touched: [...written, ...changesBetween(before, treeOf(this.directory))],
      };
    } finally {
      for (const [file, content] of kept) {
        if (content === undefined) rmSync(path.join(clone, file));
        else write(clone, file, content);
      }
      await aws?.stop();
    }
  }

  private async execute(cwd: string, given: BadInput): Promise<Called> {
    const { line, env = {}, surroundings, isCalled = false } = given;
    const options = { cwd, env: this.environment(env) };
    const script = [PNPM, surroundings ?? '', line].join('\n');
    const shell = ['bash', '-c', script] as const;
    const [program, ...args] = surroundings === undefined ? shell : [...NAMESPACE, ...shell];
    const ended = isCalled
      ? await callCommand(line, options)
      : { ...(await run(program, args, options)), written: [] };
    const { port } = this.watched;
    // What differs from run to run.
    const shown = (text: string): string =>
      text
        .replaceAll(this.directory, '…')
        .replaceAll(this.base.server, '…')
        .replaceAll(terraformPlatform(), 'linux_amd64')
        .replaceAll(String(port), '4580')
        .replaceAll(String(port + 1), '4581')
        .replaceAll(/(?<=, version )[\w-]+/g, '3sL4kqtJ');
    return { ...ended, stdout: shown(ended.stdout), stderr: shown(ended.stderr) };
  }

  private environment(given: Environment): Environment {
    return childEnvironment(
      {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${this.watched.port}`,
        HOME: path.join(this.directory, 'home'),
        TMPDIR: path.join(this.directory, 'tmp'),
        ...given,
      },
      this.base.env,
    );
  }

  /** A local AWS that has that. */
  private async fork({ state, lock, aheadSeconds }: Remote): Promise<TestAws> {
    const aws = await startTestAws(this.base);
    const { s3, dynamodb } = awsClients('us-east-1', aws.env);
    const { stateBucketName: Bucket, stateLockTableName: TableName } = config.shared;
    const key = stateKey('dev');
    const LockID = { S: `${Bucket}/${key}` };
    if (state !== undefined) {
      await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: state }));
    }
    if (lock !== undefined) {
      await dynamodb.send(new PutItemCommand({ TableName, Item: { LockID, Info: { S: lock } } }));
      await s3.send(new PutObjectCommand({ Bucket, Key: stateLockKey(key), Body: lock }));
    }
    if (aheadSeconds !== undefined) await control(aws, 'clock', { advanceSeconds: aheadSeconds });
    return aws;
  }
}

/** A namespace of mounts and one of users, so that nobody else sees what is mounted, and it needs no right. */
export const NAMESPACE = ['unshare', '--user', '--map-root-user', '--mount'] as const;

const contentOf = (folder: string, file: string): Buffer | undefined => {
  try {
    return readFileSync(path.join(folder, file));
  } catch {
    return undefined;
  }
};

/** All that lies in a folder, each with what shows a change; a link is not followed. */
function treeOf(directory: string, within = ''): [entry: string, mark: string][] {
  return readdirSync(path.join(directory, within), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(within, entry.name);
    const { size, mtimeMs, ino } = lstatSync(path.join(directory, name));
    return entry.isDirectory()
      ? [[name, String(ino)], ...treeOf(directory, name)]
      : [[name, [ino, size, mtimeMs].join()]];
  });
}

function changesBetween(before: ReturnType<typeof treeOf>, after: typeof before): string[] {
  const [old, fresh] = [new Map(before), new Map(after)];
  const all = new Set([...old.keys(), ...fresh.keys()]);
  return [...all].filter((entry) => old.get(entry) !== fresh.get(entry));
}
