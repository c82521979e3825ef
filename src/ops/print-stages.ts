import { Option } from 'commander';
import { UserError } from '../config/user-error';
import { explainAwsError } from '../aws/errors';
import type { OutputOptions } from '../cli/command';
import { EXIT_CODE, type ExitCode } from '../cli/exit-codes';
import { withProgress, writeAbove } from '../cli/progress';
import { printReport, type Report } from '../cli/report';
import { thisTerminal, type Terminal } from '../cli/terminal';
import { formatJson } from '../values/json';

export const ALL_OPTION = new Option('--all', 'every stage of the account');

export interface StageOptions extends OutputOptions {
  readonly all?: boolean;
}

type Code = Extract<ExitCode, 0 | 1>;

interface StageResult {
  readonly code: Code;
  readonly value: unknown;
}

/** Which stages lie in the account of the credentials, and which in others; tests pass their own. */
export type ReadStages = () => Promise<{
  readonly stages: readonly { readonly name: string }[];
  readonly elsewhere: readonly { readonly name: string; readonly accountId?: string | undefined }[];
}>;

const readStages: ReadStages = async () => {
  const { stateContext } = await import('../terraform/state/context');
  return (await stateContext()).config;
};

/**
 * Prints the report of a stage, or with --all of each stage of the account as soon as it is there.
 * @returns the exit code, of several the worst.
 */
export async function printStages<Result>(
  stage: string | undefined,
  options: StageOptions,
  reportOf: (stage: string) => Report<Result, Code>,
  terminal: Terminal = thisTerminal(),
  read: ReadStages = readStages,
): Promise<Code> {
  const { all = false, json = false } = options;
  if ((stage === undefined) !== all) {
    throw new UserError('Name the stage, or give --all: one of the two.');
  }
  if (stage !== undefined) return printReport(options, reportOf(stage), terminal);
  const { stages, elsewhere } = await read();
  const results = await Promise.all(
    stages.map(
      async ({ name }) => [name, await resultOf(name, json, reportOf(name), terminal)] as const,
    ),
  );
  for (const { name, accountId = '' } of elsewhere) {
    terminal.err(`${name}: not looked at, it lies in AWS account ${accountId}\n`);
  }
  if (json) {
    const values = results.map(([name, { value }]) => [name, value]);
    terminal.out(formatJson(Object.fromEntries(values), 2));
  }
  const isBad = results.some(([, { code }]) => code !== EXIT_CODE.ok);
  return isBad ? EXIT_CODE.failure : EXIT_CODE.ok;
}

/** What is wrong with one stage, e.g. that it is not deployed, keeps nobody from the others. */
async function resultOf<Result>(
  stage: string,
  json: boolean,
  { doing = 'Reading', work, text, exitCode }: Report<Result, Code>,
  terminal: Terminal,
): Promise<StageResult> {
  try {
    const result = await withProgress(`${stage}: ${doing}`, work(), terminal);
    if (!json) {
      const { style, outWidth } = terminal;
      writeAbove(`${style.bold(stage)}\n${text(result, style, outWidth)}\n`, terminal);
    }
    return { code: exitCode?.(result) ?? EXIT_CODE.ok, value: result };
  } catch (error) {
    const explained = explainAwsError(error);
    if (!(explained instanceof UserError)) throw error;
    if (!json) writeAbove(`${terminal.style.bold(stage)}\n${explained.message}\n`, terminal);
    return { code: EXIT_CODE.failure, value: { error: explained.message } };
  }
}
