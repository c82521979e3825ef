import { Option } from 'commander';
import { defineCommand, JSON_OPTION } from '../../cli/command';
import type { PlanFlags } from './plan';
import { allowDestroy, lockTimeout, oneMore } from './plan-options';

export const plan = defineCommand({
  usage: 'plan [stage]',
  summary: 'plan a stage, for people to review and for `ops apply` to apply',
  description:
    'Plans a stage and writes plan.md (for a pull request), plan.json (for programs) and terraform.plan (for `ops apply`). terraform.plan holds secrets in plain text: share it as you would the state. --store keeps the plan in the state bucket, unless a loss is not allowed, and prints its id; in a workflow the step has it as its output `plan`. --json prints plan.json.',
  options: [
    JSON_OPTION,
    new Option('--out <dir>', 'the folder for the files (default: a new one in .cache/plans)'),
    new Option('--from <file>', 'render the plan that `cdktf plan` left instead of making one'),
    new Option(
      '--html <file>',
      'also draw the plan into this file, as a page that needs nothing else',
    ),
    new Option('--values <which>', 'old and new values, or only the names of the attributes')
      .choices(['all', 'none'])
      .default('all'),
    allowDestroy(),
    lockTimeout(),
    new Option('--no-lock', 'take no state lock, and write nothing to AWS'),
    new Option('--replace <address>', 'make this resource anew (repeatable)')
      .default([], 'none')
      .argParser(oneMore),
    new Option('--store', 'keep the plan in the state bucket, for `ops apply --stored`'),
    new Option('--accept-changes', 'end with 0 instead of 2 when there are changes'),
  ],
  exitCodes: {
    0: 'nothing to do',
    1: 'failed',
    2: 'changes',
    3: 'a stateful resource would be destroyed, or no longer protected, and is not allowed to be',
  },
  examples: [
    'plan dev --out plan-dev',
    'plan dev --store',
    'plan dev --json',
    "plan dev --replace 'aws_acm_certificate.image-cdn_certificate_B6481252' --out plan-dev",
    'plan --from cdktf.out/stacks/image-service-dev/plan',
    'plan dev --html plan.html',
  ],
  handler: async (stage: string | undefined, flags: PlanFlags) => {
    const { planAndJudge } = await import('./plan');
    return planAndJudge(stage, flags);
  },
});
