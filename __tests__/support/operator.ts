import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment, searchPath } from '../../src/config/environment';
import type { Environment } from '../../src/config/environment';
import { sendSignal } from '../../src/system/interrupts';
import { descendants } from '../../src/system/processes';
import { cloneProject } from './clone';
import type { Ended } from './commands';
import { run } from './commands';
import { fillIn, runbookCommands } from './runbook';
import { withOwnProviders } from './resident-provider/resident-provider';
import { cancelStep } from './runner';

/** `pnpm <script>` without pnpm's start-up time and its look at the dependencies. */
const PNPM = `#!/bin/sh
[ "$1" != --silent ] || shift
script=$(sed -n "/^ *\\"$1\\": \\"\\(.*\\)\\",*$/{s//\\1/p;q;}" package.json)
shift
exec sh -c "$script \\"\\$@\\"" sh "$@"
`;

/** Commands that ask somebody, with what says yes for them: no terminal is here. */
const YES: readonly (readonly [command: RegExp, yes: string])[] = [
  [/^pnpm cdktf (deploy|destroy) /, ' --auto-approve'],
  [/^pnpm ops (deploy|destroy) /, ' --yes'],
  [/^pnpm ops state (mv|push-errored|remove-digest|restore|rm) /, ' --yes'],
];

const COMMANDS = runbookCommands();

/** Somebody with a clone of their own who follows the runbook, and nothing else. */
export class Operator {
  readonly clone: string;
  private env: Environment;

  constructor(
    directory: string,
    env: Environment,
    /** Takes each command of the runbook that was followed. */
    private readonly followed: Set<string>,
  ) {
    this.clone = path.join(directory, 'clone');
    const bin = path.join(directory, 'bin');
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'pnpm'), PNPM);
    chmodSync(path.join(bin, 'pnpm'), 0o755);
    cloneProject(this.clone);
    this.env = {
      ...env,
      npm_config_user_agent: 'pnpm/10.0.0',
      PATH: [bin, ...searchPath(env)].join(path.delimiter),
      GIT_AUTHOR_NAME: 'ann',
      GIT_AUTHOR_EMAIL: 'ann@example.com',
      GIT_COMMITTER_NAME: 'ann',
      GIT_COMMITTER_EMAIL: 'ann@example.com',
    };
  }

  /**
   * Runs a command of the runbook, given as it is written there.
   * @throws Error when the runbook has no such command.
   */
  async follow(command: string, values: Readonly<Record<string, string>> = {}): Promise<Ended> {
    if (!COMMANDS.includes(command)) {
      throw new Error(`docs/runbook.md has no command \`${command}\``);
    }
    const filled = fillIn(command, values);
    const ended = this.isExport(filled) ? nothing : await this.do(filled + sayYes(filled));
    this.followed.add(command);
    return ended;
  }

  /** Runs anything else: what the runbook's cases begin with. */
  do(command: string): Promise<Ended> {
    return run('bash', ['-c', command], { cwd: this.clone, env: this.env });
  }

  /** Sets a variable for all that follows. */
  export(name: string, value: string): void {
    this.env = { ...this.env, [name]: value };
  }

  /** Runs a workflow's step, and cancels it as GitHub's runner does. */
  cancel(step: string, isTime: () => Promise<boolean>): Promise<Ended> {
    return cancelStep(step, { cwd: this.clone, env: withOwnProviders(this.env) }, isTime);
  }

  /**
   * Runs a command, and stops it as soon as `isTime` of what it has printed: SIGKILL to all that it started, any other
   * signal to its process group, as a terminal sends Ctrl-C. `afterwards` lets go of what it waits for.
   * @throws Error when it ends before.
   */
  async stopWhen(
    command: string,
    signal: NodeJS.Signals,
    isTime: (output: string) => boolean | Promise<boolean>,
    afterwards: () => Promise<unknown> = () => Promise.resolve(),
  ): Promise<Ended> {
    const child = spawn('bash', ['-c', command], {
      cwd: this.clone,
      env: childEnvironment({}, withOwnProviders(this.env)),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const { pid = 0 } = child;
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    while (!(await isTime(stdout + stderr))) {
      if (child.exitCode !== null) throw new Error(`it ended too early:\n${stdout}${stderr}`);
      await sleep(50);
    }
    if (signal === 'SIGKILL') {
      for (const member of [...descendants(pid), { pid }]) sendSignal(member.pid, signal);
    } else {
      sendSignal(-pid, signal);
    }
    await Promise.race([ended, afterwards()]);
    return { code: await ended, stdout, stderr };
  }

  private isExport(command: string): boolean {
    const match = /^export (\w+)=(.*)$/.exec(command);
    if (match === null) return false;
    this.export(match[1] ?? '', match[2] ?? '');
    return true;
  }
}

/** The runbook's commands that nobody has followed. */
export const notFollowed = (followed: ReadonlySet<string>): string[] =>
  COMMANDS.filter((command) => !followed.has(command));

const nothing: Ended = { code: 0, stdout: '', stderr: '' };

/** What a command that asks is given for it not to. */
export const sayYes = (command: string): string =>
  YES.find(([asks]) => asks.test(command))?.[1] ?? '';
