import type { CommandObject } from '../cli/command';
import { alarms } from './alarms/command';
import { apply } from './apply/command';
import { bootstrap } from './bootstrap/command';
import { comment } from './comment/command';
import { dashboard } from './dashboard/command';
import { deploy } from './deploy/command';
import { destroy } from './destroy/command';
import { diagram } from './diagram/command';
import { doctor } from './doctor/command';
import { driftIssue } from './drift-issue/command';
import { environment } from './environment/command';
import { plan } from './plan/command';
import { quotas } from './quotas/command';
import { recover } from './recover/command';
import { stages } from './stages/command';
import { state } from './state/command';
import { summary } from './summary/command';
import { verify } from './verify/command';

export const COMMANDS: readonly CommandObject[] = [
  alarms,
  apply,
  bootstrap,
  comment,
  dashboard,
  deploy,
  destroy,
  diagram,
  doctor,
  driftIssue,
  environment,
  plan,
  quotas,
  recover,
  stages,
  state,
  summary,
  verify,
];
