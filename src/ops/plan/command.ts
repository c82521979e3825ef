import path from 'node:path';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { allowedLosses } from '../../config/environment';
import { loadConfig } from '../../config/load';
import { stackName } from '../../config/names';
import { UserError } from '../../config/user-error';
import { CACHE_DIRECTORY } from '../../system/project';
import { COMMANDS } from '../commands';
import { leaveForSteps } from '../../github/step-output';
import type { PlanOptions } from './plan-stage';
import { planFrom, planStage } from './plan-stage';
import { addCommand } from '../../cli/report';
import { runCommand } from '../../cli/run-command';
import { storePlan } from './stored-plans';

/** `ops plan` */
export function register(program: Command): void {
  addCommand(program, {
    ...COMMANDS.plan,
    description:
      'Plans a stage and writes plan.md (for a pull request), plan.json (for programs) and terraform.plan (for `ops apply`). terraform.plan holds secrets in plain text: share it as you would the state. --store keeps the plan in the state bucket, unless a loss is not allowed, and prints its id; in a workflow the step has it as its output `plan`. --json prints plan.json.',
    examples: [
      'plan dev --out plan-dev',
      'plan dev --store',
      'plan dev --json',
      "plan dev --replace 'aws_acm_certificate.image-cdn_certificate_B6481252' --out plan-dev",
      'plan --from cdktf.out/stacks/image-service-dev/plan',
    ],
    exitCodes:
      'Exit codes: 0 nothing to do, 2 changes, 3 a stateful resource would be destroyed and is not allowed to be, 1 an error, 130 stopped.',
  })
    .option('--out <dir>', 'the folder for the files (default: .cache/plans/<stage>)')
    .option('--from <file>', 'render the plan that `cdktf plan` left instead of making one')
    .addOption(shownValues())
    .addOption(allowDestroy('let this stateful resource be destroyed or replaced (repeatable)'))
    .addOption(lockTimeout())
    .option('--no-lock', 'take no state lock, and write nothing to AWS')
    .addOption(
      new Option('--replace <address>', 'make this resource anew (repeatable)')
        .default([], 'none')
        .argParser(oneMore),
    )
    .option('--store', 'keep the plan in the state bucket, for `ops apply --stored`')
    .option('--accept-changes', 'end with 0 instead of 2 when there are changes')
    .action((stage: string | undefined, options: CommandOptions) =>
      runCommand(() => planAndJudge(stage, options)),
    );
}

/** For an option that adds up. */
const oneMore = (address: string, before: readonly string[]): string[] => [...before, address];

/** `--allow-destroy`, which adds up, also to what the environment allows. */
export const allowDestroy = (description: string): Option =>
  new Option('--allow-destroy <address>', description)
    .default(allowedLosses(), 'those of IMAGE_SERVICE_ALLOW_DESTROY')
    .argParser(oneMore);

/** `--lock-timeout`, as Terraform understands it. */
export const lockTimeout = (): Option =>
  new Option('--lock-timeout <duration>', 'how long to wait for the state lock')
    .default('5m')
    .argParser((duration) => {
      if (/^(\d+(h|m|s))+$/.test(duration)) return duration;
      throw new InvalidArgumentError('It is a duration such as 90s, 5m or 1h30m.');
    });

const shownValues = (): Option =>
  new Option('--values <which>', 'old and new values, or only the names of the attributes')
    .choices(['all', 'none'])
    .default('all');

type CommandOptions = PlanOptions & {
  readonly from?: string;
  readonly acceptChanges?: boolean;
  readonly store?: boolean;
};

/** As `terraform plan -detailed-exitcode`, which a workflow would take for a failure. */
const CHANGES = 2;

/** Not applied without another permission, so not kept for `ops apply`. */
const NOT_ALLOWED = 3;

async function planAndJudge(stage: string | undefined, options: CommandOptions): Promise<number> {
  const code = await plan(stage, options);
  return code === CHANGES && options.acceptChanges === true ? 0 : code;
}

async function plan(stage: string | undefined, options: CommandOptions): Promise<number> {
  const { from } = options;
  if (stage !== undefined && from === undefined) {
    if (options.store !== true) return planStage(stage, options);
    return planAndStore(stage, options);
  }
  if (stage !== undefined || from === undefined) {
    throw new UserError('Name the stage to plan, or a plan to render with --from: one of the two.');
  }
  if (options.store === true) {
    throw new UserError('--from renders a plan that cannot be applied, so --store keeps none.');
  }
  const { stages } = loadConfig();
  const scopeOf = (stack: string): string =>
    stages.find(({ name }) => stackName(name) === stack)?.name ?? stack;
  return planFrom(from, scopeOf, options);
}

async function planAndStore(stage: string, options: CommandOptions): Promise<number> {
  const out = options.out ?? path.join(CACHE_DIRECTORY, 'plans', stage);
  const code = await planStage(stage, { ...options, out });
  if (code === NOT_ALLOWED) return code;
  const id = await storePlan(stage, out);
  leaveForSteps('plan', id);
  console.error(`Stored. What applies exactly this plan: pnpm ops apply ${stage} --stored ${id}`);
  return code;
}
