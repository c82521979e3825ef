import type { BadInput } from './bad-input';

/** Command lines of `pnpm ops` that are refused by what they say alone, whatever surrounds them. */
export const OPS_LINES: readonly BadInput[] = [
  {
    what: 'a command of ops that is none',
    line: 'pnpm ops dpeloy dev',
    says: "error: unknown command 'dpeloy'\n(Did you mean deploy?)\n(run `pnpm ops --help` for the commands)",
  },
  {
    what: 'a command of `ops state` that is none',
    line: 'pnpm ops state lst',
    says: "error: unknown command 'lst'\n(Did you mean list?)\n(run `pnpm ops --help` for the commands)",
  },
  {
    what: 'an option that is none',
    line: 'pnpm ops plan dev --jsno',
    says: "error: unknown option '--jsno'\n(Did you mean --json?)\n(run `pnpm ops --help` for the commands)",
  },
  {
    what: 'no stage',
    line: 'pnpm ops state show',
    says: "error: missing required argument 'stage'\n(run `pnpm ops --help` for the commands)",
  },
  {
    what: 'a stage too many',
    line: 'pnpm ops state outputs dev prod',
    says: "error: too many arguments for 'outputs'. Expected 1 argument but got 2.\n(run `pnpm ops --help` for the commands)",
  },
  {
    what: 'a stage that is none',
    line: 'pnpm ops state show production',
    says: 'Error: There is no stage "production". Did you mean "prod"? The stages are: dev, staging, prod; "access" and "state" are what `pnpm ops bootstrap` made.',
  },
  {
    what: 'a stage that is none',
    line: 'pnpm ops verify dve',
    says: 'Error: There is no stage "dve". Did you mean "dev"? The stages are: dev, staging, prod.',
  },
  {
    what: 'an empty stage',
    line: 'pnpm ops deploy "" --yes',
    says: 'Error: There is no stage "". The stages are: dev, staging, prod.',
  },
  {
    what: 'a stage and an order',
    line: "pnpm ops deploy 'dev; rm -rf /' --yes",
    says: 'Error: There is no stage "dev; rm -rf /". Did you mean "dev"? The stages are: dev, staging, prod.',
  },
  {
    what: 'a name that every object has',
    line: 'pnpm ops state show __proto__',
    says: 'Error: There is no stage "__proto__". The stages are: dev, staging, prod; "access" and "state" are what `pnpm ops bootstrap` made.',
  },
  {
    what: 'neither a stage nor a plan',
    line: 'pnpm ops plan',
    says: 'Error: Name the stage to plan, or a plan to render with --from: one of the two.',
  },
  {
    what: 'options that exclude each other',
    line: 'pnpm ops plan --from plan --store',
    says: 'Error: --from renders a plan that cannot be applied, so --store keeps none. Leave one of them out.',
  },
  {
    what: 'a duration that is none',
    line: 'pnpm ops plan dev --lock-timeout soon',
    says: "error: option '--lock-timeout <duration>' argument 'soon' is invalid. It is a duration such as 90s, 5m or 1h30m.\n(run `pnpm ops --help` for the commands)",
  },
  {
    what: 'a choice that is none',
    line: 'pnpm ops plan dev --values some',
    says: "error: option '--values <which>' argument 'some' is invalid. Allowed choices are all, none.\n(run `pnpm ops --help` for the commands)",
  },
  {
    what: 'an option without its value',
    line: 'pnpm ops plan dev --out',
    says: "error: option '--out <dir>' argument missing\n(run `pnpm ops --help` for the commands)",
  },
  {
    what: 'an option with an empty value',
    line: 'pnpm ops plan dev --out ""',
    says: "error: option '--out <dir>' argument '' is invalid. It must not be empty.\n(run `pnpm ops --help` for the commands)",
  },
  {
    what: 'two plans',
    line: 'pnpm ops apply dev --plan a --stored b',
    says: 'Error: Name the plan to apply, with --plan or --stored: one of the two.',
  },
  {
    what: 'a path for an id',
    line: 'pnpm ops apply dev --stored ../../dev',
    says: 'Error: "../../dev" is no plan\'s id: that is what `ops plan --store` prints.',
  },
  {
    what: 'one stage and all',
    line: 'pnpm ops doctor dev --all',
    says: 'Error: Name a stage, or give --all, not both.',
  },
  {
    what: 'no alarm',
    line: 'pnpm ops alarms test dev',
    says: 'Error: Which alarms? Name them, or give --all. `pnpm ops alarms dev` lists them.',
  },
  {
    what: 'a negative time',
    line: 'pnpm ops alarms test dev --all --timeout -1',
    says: "error: option '--timeout <seconds>' argument '-1' is invalid. It must be a number of seconds above 0.\n(run `pnpm ops --help` for the commands)",
  },
  {
    what: 'a time in words',
    line: 'pnpm ops alarms dev --since yesterday',
    says: "error: option '--since <time>' argument 'yesterday' is invalid. It must be a time in UTC such as 2030-01-01T12:00:00.000Z.\n(run `pnpm ops --help` for the commands)",
  },
  {
    what: 'a count of none',
    line: 'pnpm ops state history dev --limit 0',
    says: "error: option '--limit <count>' argument '0' is invalid. It must be a whole number from 1 to 99999.\n(run `pnpm ops --help` for the commands)",
  },
  {
    what: 'no file for the page',
    line: 'pnpm ops state page',
    says: "error: required option '--out <file>' not specified\n(run `pnpm ops --help` for the commands)",
  },
  {
    what: 'a number in words',
    line: 'pnpm ops comment dev --plan p --pull-request first',
    says: "error: option '--pull-request <number>' argument 'first' is invalid. It is a number such as 12.\n(run `pnpm ops --help` for the commands)",
  },
  {
    what: 'an address without its ARN',
    line: 'pnpm ops recover dev --import aws_sns_topic.a',
    says: "error: option '--import <address=arn>' argument 'aws_sns_topic.a' is invalid. It is an address of the stack and an ARN: ADDRESS=ARN.\n(run `pnpm ops --help` for the commands)",
  },
];

/** Command lines that say something that is not. */
export const COMMAND_LINES: readonly BadInput[] = [
  {
    what: 'a pattern where one stage is meant',
    line: "pnpm ops destroy 'd*' --yes",
    says: 'Error: There is no stage "d*". The stages are: dev, staging, prod.',
  },
  {
    what: 'no approval',
    line: 'pnpm ops deploy dev',
    says: 'Error: This asks for approval, and nobody is there to give it (no terminal). Add --yes.',
  },
  {
    what: 'no approval',
    line: 'pnpm ops state rm dev aws_sns_topic.one',
    says: 'Error: This asks for approval, and nobody is there to give it (no terminal). Add --yes.',
  },
  {
    what: 'a command of cdktf that is none',
    line: 'pnpm cdktf dpeloy dev',
    says: 'Error: cdktf has no command "dpeloy". Did you mean "deploy"? `pnpm cdktf --help` lists them.',
  },
  {
    what: 'a command that is not run here',
    line: 'pnpm cdktf watch dev',
    says: 'Error: `cdktf watch` is not run here: it deploys whatever is saved without the checks and the questions of `cdktf deploy`, goes on when it is told to end, and leaves the state locked. Deploy with `pnpm cdktf deploy <stack>`, or try it with `pnpm local deploy`.',
  },
  {
    what: 'no stack',
    line: 'pnpm cdktf deploy --auto-approve',
    says: 'Error: `cdktf deploy` needs the name of a stack. The stacks are: image-service-state, image-service-access, image-service-dev, image-service-staging, image-service-prod.',
  },
  {
    what: 'no approval',
    line: 'pnpm cdktf destroy dev',
    says: 'Error: `cdktf destroy` asks for approval, and nobody is there to give it (no terminal). Add --auto-approve.',
  },
  {
    what: 'a stack that is none',
    line: 'pnpm cdktf plan devv',
    says: 'Error: There is no stack "image-service-devv". Did you mean "image-service-dev"? The stacks are: image-service-state, image-service-access, image-service-dev, image-service-staging, image-service-prod.',
  },
  {
    what: 'two stacks where cdktf takes one',
    line: 'pnpm cdktf plan dev prod',
    says: 'Error: `cdktf diff` plans one stack, not image-service-dev and image-service-prod. Plan one after the other.',
  },
  {
    what: 'an option that cdktf overlooks',
    line: 'pnpm cdktf plan dev --no-colour',
    says: 'Error: cdktf has no option "--no-colour". Did you mean "--no-color"? `pnpm cdktf diff --help` lists the options.',
  },
  {
    what: 'a number in words',
    line: 'pnpm cdktf deploy dev --auto-approve --parallelism many',
    says: 'Error: --parallelism = "many": must be a whole number. `pnpm cdktf deploy --help` lists the options.',
  },
  {
    what: 'an option without its value',
    line: 'pnpm cdktf plan dev --output',
    says: 'Error: --output = "": must be followed by its value. `pnpm cdktf diff --help` lists the options.',
  },
  {
    what: 'a command of local that is none',
    line: 'pnpm local dpeloy',
    says: 'Error: There is no command "dpeloy". Did you mean "deploy"? The commands are: up, deploy, exec, token, status, down.',
  },
  {
    what: 'a stage that is none',
    line: 'pnpm local deploy devv',
    says: 'Error: There is no stage "devv". Did you mean "dev"? The stages are: dev, staging, prod.',
  },
  {
    what: 'no command to run',
    line: 'pnpm local exec',
    says: "error: missing required argument 'command'\n(run `pnpm local --help` for the commands)",
  },
  {
    what: 'a command without a local AWS',
    line: 'pnpm local exec -- ls',
    says: 'Error: The local AWS is not running. Start it: pnpm local up',
  },
  {
    what: 'a word too many',
    line: 'pnpm local up now',
    says: "error: too many arguments for 'up'. Expected 0 arguments but got 1.\n(run `pnpm local --help` for the commands)",
  },
  {
    what: 'a stage for a stack',
    line: 'pnpm synth dev',
    says: 'Error: There is no stack "dev". The stacks are: image-service-state, image-service-dev, image-service-staging, image-service-prod, image-service-access.',
  },
  {
    what: 'a stack too many',
    line: 'pnpm synth image-service-dev image-service-prod',
    says: 'Error: Name one stack, or none for all of them, not image-service-dev and image-service-prod.',
  },
];
