import path from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { stageClients } from '../__tests__/support/stage-clients';
import type { TestAws } from '../__tests__/support/test-aws';
import { run, startTestAws } from '../__tests__/support/test-aws';
import { currentEnvironment } from '../src/config/environment';
import type { Environment } from '../src/config/environment';
import { loadConfig } from '../src/config/load';
import { stackName, stateKey } from '../src/config/names';
import { UserError } from '../src/config/user-error';
import { table } from '../src/guardrails/document';

const STACK = stackName('dev');

/**
 * What docs/scaling.md says of large deploys: 100 stages are synthesized, and one with 50 functions of 20
 * alarms each is deployed into a local AWS by the real cdktf and Terraform, then planned again. Takes minutes.
 */
export async function benchScale(): Promise<string> {
  const rows = [
    await timed('synthesize 100 stages', currentEnvironment(), 'bench/many-stages.ts', '100'),
  ];
  const aws = await startTestAws();
  try {
    rows.push(await timed('ops bootstrap', aws.env, 'src/ops/cli.ts', 'bootstrap'));
    rows.push(await cdktf('deploy', aws, '--auto-approve'));
    rows.push(await cdktf('plan', aws));
    return `${table(['what', 'wall s', 'said at the end'], rows)}\n\nstate: ${await stateBytes(aws)} bytes`;
  } finally {
    await aws.stop();
  }
}

const cdktf = (
  command: string,
  { env, directory }: TestAws,
  ...args: string[]
): Promise<string[]> =>
  timed(
    `cdktf ${command}`,
    env,
    'src/cdktf/cli.ts',
    ...[command, STACK, '--output', path.join(directory, 'cdktf.out'), ...args],
    ...['--app', 'node src/bundled.cjs __tests__/support/scaling/many-functions-main.ts'],
  );

async function timed(
  what: string,
  env: Environment,
  script: Parameters<typeof run>[0],
  ...args: string[]
): Promise<string[]> {
  const start = performance.now();
  const { code, output } = await run(script, args, env);
  if (code !== 0) throw new UserError(`${what} failed\n${output.slice(-5000)}`);
  const said = /(Apply complete!|Plan:|No changes)[^\n]*/.exec(output)?.[0] ?? '';
  return [what, ((performance.now() - start) / 1000).toFixed(0), said];
}

async function stateBytes({ env }: TestAws): Promise<number> {
  const { s3 } = stageClients(env);
  const { stateBucketName: Bucket } = loadConfig({ env: {} }).shared;
  const { ContentLength = 0 } = await s3.send(
    new GetObjectCommand({ Bucket, Key: stateKey('dev') }),
  );
  return ContentLength;
}
