import { Command, Option } from 'commander';
import { unknownName } from '../src/config/near-miss';
import { runCommand } from '../src/cli/run-command';
import type { TokenOptions } from './token';

/** What `--help` need not load. */
const commands = () => import('./commands');

const program = new Command('local')
  .description(
    'The machine-local AWS. Without a command: start it, deploy dev into it, and say what to try.',
  )
  .showHelpAfterError('(run `pnpm local --help` for the commands)')
  .addHelpText(
    'after',
    `
It listens on 127.0.0.1:4580, or on IMAGE_SERVICE_LOCAL_PORT, until \`pnpm local down\`.

Examples:
  $ pnpm local
  $ pnpm local deploy staging
  $ pnpm local exec -- aws dynamodb list-tables
  $ pnpm local exec -- pnpm cdktf plan image-service-dev
  $ curl -H "Authorization: Bearer $(pnpm --silent local token)" http://<api-id>.execute-api.localhost:4580/hello
  $ pnpm local down`,
  )
  .allowExcessArguments()
  .action((_, { args: [unknown] }: Command) =>
    runCommand(async () =>
      unknown === undefined ? (await commands()).everything() : refuse(unknown),
    ),
  );

program
  .command('up')
  .description('start it in the background, unless it runs')
  .action(() => runCommand(async () => (await commands()).up()));

program
  .command('deploy')
  .description('deploy a stage into it with the real cdktf, starting it first if need be')
  .argument('[stage]', 'a stage of src/config/stages.ts', 'dev')
  .action((stage: string) => runCommand(async () => (await commands()).deploy(stage)));

program
  .command('exec')
  .description('run a command with the variables that make it talk to the local AWS')
  .addOption(new Option('--stage <stage>', 'as the account of that stage').default('dev'))
  .argument('<command...>', 'after `--`')
  .action((command: string[], { stage }: { stage: string }) =>
    runCommand(async () => (await commands()).exec(command, stage)),
  );

program
  .command('token')
  .description("print a token that a stage's API takes here, valid for an hour")
  .argument('[stage]', 'a stage of src/config/stages.ts', 'dev')
  .option('--subject <sub>', 'the claim sub: who calls', 'somebody')
  .option('--scope <scopes>', 'the claim scope, separated by spaces')
  .action((stage: string, options: TokenOptions) =>
    runCommand(async () => (await commands()).token(stage, options)),
  );

program
  .command('status')
  .description('say whether it runs, and what is deployed in it')
  .action(() => runCommand(async () => (await commands()).status()));

program
  .command('down')
  .description('end it; everything in it is forgotten')
  .action(() => runCommand(async () => (await commands()).down()));

// The program itself takes any word, to say that it is no command.
for (const command of program.commands) command.allowExcessArguments(false);

function refuse(name: string): Promise<never> {
  const names = program.commands.map((command) => command.name());
  return Promise.reject(unknownName('command', name, names));
}

// pnpm passes on the `--` of `pnpm local -- …`.
const args = process.argv.slice(2);
void program.parseAsync(args[0] === '--' ? args.slice(1) : args, { from: 'user' });
