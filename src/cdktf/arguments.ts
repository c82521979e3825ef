import { stackNamed } from '../config/names';

/** The commands of cdktf-cli 0.21, by their main names. */
export const CDKTF_COMMANDS: readonly string[] = [
  'init',
  'get',
  'convert',
  'deploy',
  'destroy',
  'diff',
  'list',
  'login',
  'synth',
  'watch',
  'output',
  'debug',
  'provider',
  'completion',
];

/** cdktf's other names for the same command. */
export const ALIASES: Readonly<Record<string, string>> = {
  apply: 'deploy',
  plan: 'diff',
  outputs: 'output',
  synthesize: 'synth',
};

/** Options that take the next argument, so that it is not a stack's name. */
const OPTIONS_WITH_VALUE = new Set([
  '-a',
  '--app',
  '-o',
  '--output',
  '--outputs-file',
  '--parallelism',
  '--terraform-parallelism',
  '--var',
  '--var-file',
  '--log-level',
  '--log-file-directory',
  '--experimental-provider-schema-cache-path',
]);

const OUTPUT_OPTIONS = new Set(['-o', '--output']);

const RUNS_TERRAFORM = new Set(['deploy', 'destroy', 'diff', 'output']);
const CHANGES = new Set(['deploy', 'destroy']);
const ASKS_NOTHING = new Set(['diff', 'output', 'synth', 'list']);

/** What one `cdktf …` is about to do. */
export interface CdktfCall {
  /** The command by its main name, e.g. `diff` for `plan`. */
  readonly command: string | undefined;
  /** What cdktf is given: stages by the names of their stacks. */
  readonly args: readonly string[];
  readonly stacks: readonly string[];
  /** It only shows how it is called. */
  readonly isHelp: boolean;
  /** The folder that cdktf works in. */
  readonly output: string;
  readonly runsTerraform: boolean;
  readonly changes: boolean;
  /** Nobody needs to be asked: cdktf can be kept away from the terminal. */
  readonly asksNothing: boolean;
}

/** Reads cdktf's command line as far as the checks need it. */
export function readCdktfArguments(args: readonly string[]): CdktfCall {
  const positional: number[] = [];
  let output = 'cdktf.out';
  let isHelp = false;
  let autoApprove = false;
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? '';
    if (argument === '--') {
      // What follows is no option, whatever it looks like.
      positional.push(...[...args.keys()].slice(index + 1));
      break;
    }
    const [option = '', value = args[index + 1]] = argument.split(/=(.*)/s);
    if (value !== undefined && OUTPUT_OPTIONS.has(option)) output = value;
    if (OPTIONS_WITH_VALUE.has(argument)) index++;
    else if (argument === '-h' || argument === '--help' || argument === '--version') isHelp = true;
    else if (argument === '--auto-approve' || argument === '--auto-approve=true')
      autoApprove = true;
    else if (!argument.startsWith('-')) positional.push(index);
  }
  const [first, ...rest] = positional;
  const given = first === undefined ? undefined : args[first];
  const command = given === undefined ? undefined : (ALIASES[given] ?? given);
  const is = (commands: ReadonlySet<string>): boolean =>
    command !== undefined && !isHelp && commands.has(command);
  const runsTerraform = is(RUNS_TERRAFORM);
  const named = args.map((argument, index) =>
    runsTerraform && rest.includes(index) ? stackNamed(argument) : argument,
  );
  return {
    command,
    args: named,
    stacks: rest.flatMap((index) => named[index] ?? []),
    isHelp,
    output,
    runsTerraform,
    changes: is(CHANGES),
    asksNothing: is(ASKS_NOTHING) || (is(CHANGES) && autoApprove),
  };
}
