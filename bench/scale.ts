import path from 'node:path';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { stageClients } from '../__tests__/support/stage-clients';
import { run, startTestAws } from '../__tests__/support/test-aws';
import { currentEnvironment } from '../src/config/environment';
import { loadConfig } from '../src/config/load';
import { stackName, stateKey } from '../src/config/names';
import { UserError } from '../src/config/user-error';
import { table } from '../src/guardrails/document';
import { terraformEnvironment } from '../src/terraform/environment';
import { StackRun } from '../src/terraform/stack-run';
import { terraformIn } from '../src/terraform/terraform';

const MANY_FUNCTIONS = '__tests__/support/scaling/many-functions-main.ts';

/**
 * What docs/scaling.md says of large deploys: 100 stages are synthesized, and one with 50 functions of 20
 * alarms each is deployed into a local AWS as `ops deploy` does, and planned again. Takes minutes.
 * @throws UserError also when the plan after the deploy has changes.
 */
export async function benchScale(): Promise<string> {
  const rows: string[][] = [];
  const timed = async <T>(what: string, work: Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work;
    rows.push([what, ((performance.now() - start) / 1000).toFixed(0)]);
    return result;
  };
  await timed('synthesize 100 stages', succeeded('bench/many-stages.ts', ['100']));
  const aws = await startTestAws();
  try {
    await timed('ops bootstrap', succeeded('src/ops/cli.ts', ['bootstrap'], aws.env));
    const outdir = path.join(aws.directory, 'cdktf.out');
    const synthesize = succeeded(MANY_FUNCTIONS, [], { ...aws.env, CDKTF_OUTDIR: outdir });
    await timed('synthesize 50 functions', synthesize);
    const stack = stackName('dev');
    const directory = path.join(outdir, 'stacks', stack);
    const terraform = terraformIn(directory, await terraformEnvironment(aws.env));
    const stage = new StackRun({ directory, stack, terraform, aws: '' });
    await timed('terraform init', stage.init());
    const lock = { timeout: '1m' };
    const plan = await timed('terraform plan', stage.plan({ lock }));
    await timed('terraform apply', stage.apply(plan, lock));
    const after = await timed('terraform plan again', stage.plan({ lock }));
    if (after.hasChanges)
      throw new UserError('The plan after the deploy has changes: see its text.');
    const { s3 } = stageClients(aws.env);
    const { stateBucketName: Bucket } = loadConfig({ env: {} }).shared;
    const { ContentLength: state = 0 } = await s3.send(
      new HeadObjectCommand({ Bucket, Key: stateKey('dev') }),
    );
    const size = `The plan's text has ${plan.output.length} characters, the state ${state} bytes.`;
    return [table(['what', 'wall s'], rows), size].join('\n\n');
  } finally {
    await aws.stop();
  }
}

async function succeeded(
  script: Parameters<typeof run>[0],
  args: readonly string[],
  env = currentEnvironment(),
): Promise<void> {
  const { code, output } = await run(script, args, env);
  if (code !== 0) throw new UserError(`${script} failed\n${output.slice(-5000)}`);
}
