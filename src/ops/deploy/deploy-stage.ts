import path from 'node:path';
import { awsEndpoint, type Environment } from '../../config/environment';
import { stackName } from '../../config/names';
import { UserError } from '../../config/user-error';
import { withStageRun, type StageRun } from '../../cdktf/stage-run';
import { confirmer, type Confirm } from '../../cli/confirm';
import { EXIT_CODE, type ExitCode } from '../../cli/exit-codes';
import { thisTerminal, type Terminal } from '../../cli/terminal';
import { currentCommit } from '../../system/commit';
import { Interrupted, NOTHING_CHANGED, withStopSignal } from '../../system/interrupts';
import { noteWriterHere } from '../../terraform/state/writer';
import { applyRun, type ApplyOptions } from '../apply/apply-plan';
import { configuredStage } from '../open-stage';
import { planRun, sayPlanning } from '../plan/plan-stage';

export type DeployFlags = Pick<ApplyOptions, 'allowDestroy' | 'lockTimeout'> & {
  readonly yes?: boolean;
};

type DeployExitCode = Extract<ExitCode, 0 | 1 | 3>;

export interface DeployOptions extends Omit<DeployFlags, 'yes'> {
  /** Everything is to go: no loss is refused. @default false */
  readonly destroy?: boolean;
  readonly question: string;
  readonly confirm: Confirm;
  readonly terminal: Pick<Terminal, 'out' | 'outWidth' | 'style'>;
  /** Runs the apply, and notes who it was. */
  readonly noted: (apply: () => Promise<void>) => Promise<void>;
}

/**
 * Plans a stage, shows the changes, asks, and applies exactly that plan.
 * @throws UserError for the first problem, Interrupted when stopped.
 */
export async function deployStage(
  given: string,
  command: 'deploy' | 'destroy',
  { yes, ...flags }: DeployFlags,
  env?: Environment,
): Promise<DeployExitCode> {
  const terminal = thisTerminal(env);
  const { name, protection } = configuredStage(given, env);
  if (command === 'destroy' && protection === 'protected') {
    throw new UserError(
      `Stage ${name} is protected: neither Terraform nor AWS deletes its data. If it is to go, make it disposable in src/config/stages.ts, deploy that with --allow-destroy for its table and each of its buckets, then destroy it.`,
    );
  }
  const confirm = confirmer({ yes }, terminal);
  const commit = currentCommit();
  const isDeploy = command === 'deploy';
  const deploy = (on: StageRun): Promise<DeployExitCode> =>
    // What is to go was deployed with whatever settings.
    deployRun(isDeploy ? on : { ...on, settings: [] }, {
      ...flags,
      destroy: !isDeploy,
      question: `${isDeploy ? 'Deploy' : 'Destroy'} ${name} in AWS account ${on.account}${placeOf(env)}?`,
      confirm,
      terminal,
      noted: (apply) =>
        noteWriterHere([stackName(name)], apply, env, { isDeploy, commit: () => commit }),
    });
  sayPlanning(name, flags, terminal);
  return withStageRun(name, command, deploy, env);
}

/** Destroys a stage after a question. That data goes with it is no reason to refuse. */
export async function destroyStage(
  stage: string,
  flags: Omit<DeployFlags, 'allowDestroy'>,
  env?: Environment,
): Promise<typeof EXIT_CODE.ok | typeof EXIT_CODE.failure> {
  const code = await deployStage(stage, 'destroy', { ...flags, allowDestroy: [] }, env);
  return code === EXIT_CODE.ok ? code : EXIT_CODE.failure;
}

const placeOf = (env?: Environment): string => {
  const endpoint = awsEndpoint(env);
  return endpoint === undefined ? '' : ` (at ${endpoint}, not AWS)`;
};

/** Plans a stage's stack, asks, and applies the plan, which is gone with the run's folder. */
export async function deployRun(
  on: StageRun,
  { question, confirm, terminal, noted, ...options }: DeployOptions,
): Promise<DeployExitCode> {
  const plan = path.join(on.run.directory, 'shown-plan');
  const planOptions = { ...options, values: 'all', out: plan, namesFiles: false } as const;
  const code = await planRun(on, planOptions, terminal);
  if (code !== EXIT_CODE.differences) return code;
  const isConfirmed = await withStopSignal(
    (signal) => confirm(question, signal),
    new Interrupted(NOTHING_CHANGED),
  );
  if (!isConfirmed) {
    terminal.out('Nothing was changed.');
    return EXIT_CODE.failure;
  }
  await noted(() =>
    applyRun(on, { ...options, plan, toFinish: 'run the same command again' }, terminal.out),
  );
  return EXIT_CODE.ok;
}
