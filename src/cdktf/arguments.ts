import { stackNamed } from '../config/names';
import { didYouMean } from '../config/near-miss';

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

/** The options of the commands that run Terraform, in cdktf-cli 0.21, and what follows each. */
const OPTIONS: Readonly<Record<string, 'nothing' | 'number' | 'text'>> = {
  '-a': 'text',
  '--app': 'text',
  '--auto-approve': 'nothing',
  '--disable-plugin-cache-env': 'nothing',
  '--experimental-provider-schema-cache-path': 'text',
  '-h': 'nothing',
  '--help': 'nothing',
  '--ignore-missing-stack-dependencies': 'nothing',
  '--log-file-directory': 'text',
  '--log-level': 'text',
  '--migrate-state': 'nothing',
  '--no-color': 'nothing',
  '-o': 'text',
  '--output': 'text',
  '--outputs-file': 'text',
  '--outputs-file-include-sensitive-outputs': 'nothing',
  '--parallelism': 'number',
  '--refresh-only': 'nothing',
  '--skip-provider-lock': 'nothing',
  '--skip-synth': 'nothing',
  '--terraform-parallelism': 'number',
  '--var': 'text',
  '--var-file': 'text',
  '--version': 'nothing',
};

/** Whether it takes the next argument, so that that is not a stack's name. */
const takesNext = (argument: string): boolean =>
  Object.hasOwn(OPTIONS, argument) && OPTIONS[argument] !== 'nothing';

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
  /** The file that it writes the outputs into when all is done. */
  readonly outputsFile: string | undefined;
  readonly runsTerraform: boolean;
  readonly changes: boolean;
  /** Nobody needs to be asked: cdktf can be kept away from the terminal. */
  readonly asksNothing: boolean;
}

/** Reads cdktf's command line as far as the checks need it. */
export function readCdktfArguments(args: readonly string[]): CdktfCall {
  const positional: number[] = [];
  let output = 'cdktf.out';
  let outputsFile: string | undefined;
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
    if (value !== undefined && option === '--outputs-file') outputsFile = value;
    if (takesNext(argument)) index++;
    else if (argument === '-h' || argument === '--help' || argument === '--version') isHelp = true;
    else if (argument === '--auto-approve' || argument === '--auto-approve=true')
      autoApprove = true;
    else if (!argument.startsWith('-')) positional.push(index);
  }
  const [first, ...rest] = positional;
  const given = first === undefined ? undefined : args[first];
  const command = given !== undefined && Object.hasOwn(ALIASES, given) ? ALIASES[given] : given;
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
    outputsFile,
    runsTerraform,
    changes: is(CHANGES),
    asksNothing: is(ASKS_NOTHING) || (is(CHANGES) && autoApprove),
  };
}

/**
 * What is wrong with the options of a command that runs Terraform; undefined: nothing is. cdktf itself takes
 * any name for an option, and any value.
 */
export function optionProblem(args: readonly string[]): string | undefined {
  const end = args.indexOf('--');
  const given = end < 0 ? args : args.slice(0, end);
  for (let index = 0; index < given.length; index++) {
    const argument = given[index] ?? '';
    if (!argument.startsWith('-')) continue;
    const [option = '', attached] = argument.split(/=(.*)/s);
    if (!Object.hasOwn(OPTIONS, option)) {
      return `cdktf has no option "${option}".${didYouMean(option, Object.keys(OPTIONS))}`;
    }
    if (OPTIONS[option] === 'nothing') continue;
    const value = attached ?? given[++index] ?? '';
    if (OPTIONS[option] === 'number' && !/^(-1|[1-9]\d*)$/.test(value)) {
      return `${option} = "${value}": must be a whole number above 0, or -1 for cdktf's own choice.`;
    }
    if (OPTIONS[option] === 'text' && (value === '' || Object.hasOwn(OPTIONS, value))) {
      return `${option} = "${value}": must be followed by its value.`;
    }
  }
  return undefined;
}
