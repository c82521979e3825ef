import { Command } from 'commander';
import { register as registerAlarms } from './alarms/alarms-command';
import { register as registerApply } from './apply-command';
import { register as registerBootstrap } from './bootstrap-command';
import { register as registerDashboard } from './dashboard/dashboard-command';
import { register as registerDiagram } from './diagram/diagram-command';
import { register as registerDoctor } from './doctor/doctor-command';
import { EXIT_CODES_HELP } from './exit-codes';
import { register as registerGithub } from './github/github-commands';
import { register as registerPlan } from './plan-command';
import { register as registerQuotas } from './quotas/quotas-command';
import { register as registerState } from './state/command';
import { register as registerVerify } from './verify/verify-command';

/** `pnpm ops` with all its commands. */
export function opsProgram(): Command {
  const program = new Command('ops')
    .description("The operators' commands of the image service.")
    .addHelpText(
      'after',
      '\nExamples:\n  $ AWS_PROFILE=lego-moc pnpm ops bootstrap\n  $ pnpm ops state list\n  $ pnpm ops plan --help\n\n' +
        EXIT_CODES_HELP,
    )
    .showHelpAfterError('(run `pnpm ops --help` for the commands)');

  registerAlarms(program);
  registerApply(program);
  registerBootstrap(program);
  registerDashboard(program);
  registerDiagram(program);
  registerDoctor(program);
  registerGithub(program);
  registerPlan(program);
  registerQuotas(program);
  registerState(program);
  registerVerify(program);

  return program;
}
