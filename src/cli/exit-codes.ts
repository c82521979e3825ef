import { INTERRUPTED_EXIT_CODE } from '../system/interrupts';

/** What a command of `ops` ends with. */
export const EXIT_CODE = {
  ok: 0,
  /** It could not be done, or a check found something wrong. */
  failure: 1,
  /** There are differences, drift or changes, as `terraform plan -detailed-exitcode` has it. */
  differences: 2,
  /** A plan destroys a stateful resource, or takes its protection, and is not allowed to. */
  notAllowed: 3,
  stopped: INTERRUPTED_EXIT_CODE,
} as const;

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];

/** The exit codes of one command, each with its meaning; Ctrl-C ends every one with 130. */
export type ExitCodes = Readonly<Partial<Record<ExitCode, string>>>;

/** The exit codes as the last line of `--help`. */
export const exitCodesHelp = (codes: ExitCodes): string =>
  `Exit codes: ${Object.entries({ ...codes, [EXIT_CODE.stopped]: 'stopped' })
    .map(([code, meaning]) => `${code} ${meaning}`)
    .join(', ')}.`;
