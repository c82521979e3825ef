import type { Command } from 'commander';

/** A command, as `ops --help` lists it. */
export interface ListedCommand {
  /** The name and its arguments, e.g. `verify <stage>`. */
  readonly usage: string;
  readonly summary: string;
  /** What registers it, with all that it needs: loaded when it is called. */
  readonly load: () => Promise<{ readonly register: (program: Command) => void }>;
}

/** The commands of `ops`, by name. */
export const COMMANDS = {
  alarms: {
    usage: 'alarms <stage>',
    summary: 'show the alarms of a stage, or test that they reach people',
    load: () => import('./alarms/command'),
  },
  apply: {
    usage: 'apply <stage>',
    summary: 'apply exactly the plan that was reviewed',
    load: () => import('./apply/command'),
  },
  bootstrap: {
    usage: 'bootstrap',
    summary: 'create the remote state, and say who may deploy',
    load: () => import('./bootstrap/command'),
  },
  comment: {
    usage: 'comment <stage>',
    summary: "write a stage's plan into its pull request",
    load: () => import('./comment/command'),
  },
  dashboard: {
    usage: 'dashboard <stage>',
    summary: 'show where the dashboard is, or draw it into a file',
    load: () => import('./dashboard/command'),
  },
  diagram: {
    usage: 'diagram [stage]',
    summary: 'draw the architecture of a stage as SVG',
    load: () => import('./diagram/command'),
  },
  doctor: {
    usage: 'doctor [stage]',
    summary: 'find out what stands in the way of a deploy',
    load: () => import('./doctor/command'),
  },
  'drift-issue': {
    usage: 'drift-issue <stage>',
    summary: 'open an issue while a stage has drift, else close it',
    load: () => import('./drift-issue/command'),
  },
  environment: {
    usage: 'environment <stage>',
    summary: "check that prod's GitHub environment has required reviewers",
    load: () => import('./environment/command'),
  },
  plan: {
    usage: 'plan [stage]',
    summary: 'plan a stage, for people to review and for `ops apply` to apply',
    load: () => import('./plan/command'),
  },
  quotas: {
    usage: 'quotas <stage>',
    summary: 'compare what a stage uses with the quotas of its account',
    load: () => import('./quotas/command'),
  },
  recover: {
    usage: 'recover <stage>',
    summary: 'find what exists and the state does not know, and plan to import it',
    load: () => import('./recover/command'),
  },
  stages: {
    usage: 'stages',
    summary: 'list the stages, also as the matrix of a workflow',
    load: () => import('./stages/command'),
  },
  state: {
    usage: 'state',
    summary: 'look into the state of the stages, and repair it',
    load: () => import('./state/command'),
  },
  summary: {
    usage: 'summary <stage>',
    summary: "show a stage's plan on the page of the workflow's run",
    load: () => import('./summary/command'),
  },
  verify: {
    usage: 'verify <stage>',
    summary: 'check a deployed stage against the acceptance criteria',
    load: () => import('./verify/command'),
  },
} as const satisfies Readonly<Record<string, ListedCommand>>;
