import { InvalidArgumentError, Option } from 'commander';
import { notEmpty } from '../../cli/command';
import { allowedLosses } from '../../config/environment';

export interface PlanOption {
  readonly plan: string;
}

export const PLAN_OPTION = new Option(
  '--plan <dir>',
  'the folder that `ops plan --out` wrote',
).makeOptionMandatory();

export const oneMore = (address: string, before: readonly string[]): string[] => [
  ...before,
  notEmpty(address),
];

/** `--allow-destroy`, which adds up, also to what the environment allows. */
export const allowDestroy = (
  description = 'let this stateful resource be destroyed, replaced or no longer protected (repeatable)',
): Option =>
  new Option('--allow-destroy <address>', description)
    .default(allowedLosses(), 'those of IMAGE_SERVICE_ALLOW_DESTROY')
    .argParser(oneMore);

/** `--lock-timeout`, as Terraform understands it. */
export const lockTimeout = (): Option =>
  new Option('--lock-timeout <duration>', 'how long to wait for the state lock')
    .default('5m')
    .argParser((duration) => {
      if (/^(\d{1,5}[hms]){1,3}$/.test(duration)) return duration;
      throw new InvalidArgumentError('It is a duration such as 90s, 5m or 1h30m.');
    });

export const ON_A_LAPTOP =
  'On a laptop it takes GITHUB_REPOSITORY=owner/name and GITHUB_TOKEN=$(gh auth token).';
