import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateOpenIDConnectProviderCommand } from '@aws-sdk/client-iam';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { config } from './config';
import { withOwnProviders } from './resident-provider/resident-provider';
import { stageClients, type StageClients } from './stage-clients';
import { passMinute, run, sharedServer, startTestAws, type TestAws } from './test-aws';

/** A local AWS at rest, to fork, and how it came about. */
export interface Snapshot {
  readonly port: number;
  /** What the command printed. */
  readonly output: string;
  /** Where the command worked: `cdktf.out`, cdktf's output and outputs, once a stage was deployed. */
  readonly directory: string;
  /** The run before it, which was stopped, and how many locks that left. */
  readonly interrupted?: { readonly output: string; readonly locks: number };
}

/** The repository whose workflows `with-github` lets in. */
export const REPOSITORY = { IMAGE_SERVICE_GITHUB_REPOSITORY: 'us/ours' };

const MAKERS = {
  /** What `ops bootstrap` makes of a new account. */
  bootstrapped: async () => {
    const aws = await startTestAws();
    return made(aws, await run('src/ops/cli.ts', ['bootstrap'], aws.env));
  },
  /** What `pnpm local` makes of a new account: bootstrap, and dev by `cdktf deploy`. */
  deployed: async () => {
    const aws = await startTestAws();
    const { port, directory } = aws;
    const args = [String(port), directory];
    const env = withOwnProviders(aws.env);
    const deployed = await run('__tests__/support/deploy-locally.ts', args, env);
    await passMinute(aws);
    return made(aws, deployed);
  },
  /**
   * `bootstrapped`, then again with a repository, in an account where another project has made GitHub's
   * identity provider: interrupted once, and finished by the next run.
   */
  'with-github': async () => {
    const aws = await startTestAws(await snapshot('bootstrapped'));
    const env = { ...aws.env, ...REPOSITORY };
    await makeProvider(stageClients(aws.env), ['theirs', 'sts.amazonaws.com']);
    let asked = false;
    const first = await run('src/ops/cli.ts', ['bootstrap'], withOwnProviders(env), {
      onOutput: (text, interrupt) => {
        if (asked || !/aws_iam_policy\.\S+ Creation complete/.test(text)) return;
        asked = true;
        interrupt();
      },
    });
    if (first.code !== 130) throw new Error(`it was not interrupted:\n${first.output}`);
    const locks = await heldLocks(stageClients(aws.env));
    const second = await run('src/ops/cli.ts', ['bootstrap'], env);
    return { ...made(aws, second), interrupted: { output: first.output, locks: locks.length } };
  },
} as const satisfies Readonly<Record<string, () => Promise<Snapshot>>>;

export type SnapshotName = keyof typeof MAKERS;

/** What a case works on. */
export interface Case {
  readonly aws: TestAws;
  readonly clients: StageClients;
  readonly origin: Snapshot | undefined;
}

/** A case on a local AWS of its own, which begins as the snapshot. */
export const onAws =
  (from: SnapshotName | undefined, work: (on: Case) => Promise<void>) =>
  async (): Promise<void> => {
    const origin = from === undefined ? undefined : await snapshot(from);
    const aws = await startTestAws(origin);
    try {
      await work({ aws, clients: stageClients(aws.env), origin });
    } finally {
      await aws.stop();
    }
  };

/** GitHub's identity provider, of which an account has one. */
export const ISSUER = 'token.actions.githubusercontent.com';

export async function makeProvider({ iam }: StageClients, ClientIDList: string[]): Promise<void> {
  await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: `https://${ISSUER}`, ClientIDList }),
  );
}

/** The states that are locked, in the table (where digests are, too) or by the object beside them. */
export async function heldLocks(
  { dynamodb, s3 }: StageClients,
  Bucket: string = config.shared.stateBucketName,
): Promise<string[]> {
  const { stateLockTableName: TableName } = config.shared;
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
  const items = Items.flatMap(({ Info, LockID }) => (Info === undefined ? [] : [LockID?.S ?? '']));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  const objects = Contents.flatMap(({ Key = '' }) =>
    Key.endsWith('.tflock') ? [`${Bucket}/${Key.slice(0, -'.tflock'.length)}`] : [],
  );
  return [...new Set([...items, ...objects])];
}

function made(
  { port, directory }: TestAws,
  { code, output }: { readonly code: number | null; readonly output: string },
): Snapshot {
  if (code === 0) return { port, output, directory };
  throw new Error(`the snapshot could not be made: exit code ${String(code)}\n${output}`);
}

/**
 * The snapshot of that name, made by the first test of the run that needs it.
 * @throws Error when it could not be made, for everybody who needs it.
 */
export async function snapshot(name: SnapshotName): Promise<Snapshot> {
  const server = sharedServer() ?? '';
  const file = path.join(server, `${name}.json`);
  if (isFirst(`${file}.made`)) {
    const result = await MAKERS[name]().catch((error: unknown) => ({ error: String(error) }));
    writeFileSync(`${file}.new`, JSON.stringify(result));
    renameSync(`${file}.new`, file);
  }
  while (!existsSync(file)) await sleep(200);
  const result = JSON.parse(readFileSync(file, 'utf8')) as Snapshot | { readonly error: string };
  if ('error' in result) throw new Error(result.error);
  return result;
}

/** A folder can be made once. */
function isFirst(directory: string): boolean {
  try {
    mkdirSync(directory);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
