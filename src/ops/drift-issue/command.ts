import { defineCommand } from '../../cli/command';
import { ON_A_LAPTOP } from '../plan/plan-options';

export const driftIssue = defineCommand({
  usage: 'drift-issue <stage>',
  summary: 'open an issue while a stage has drift, else close it',
  description: `Looks for drift as \`ops state drift\` does. Opens one issue when there is any, keeps it up to date, and closes it once there is none. A stage that is not deployed has none. ${ON_A_LAPTOP}`,
  exitCodes: { 0: 'done, whether there is drift or not', 1: 'failed' },
  examples: ['drift-issue dev'],
  handler: async (stage: string) => {
    const { keepDriftIssue } = await import('./drift-issue');
    await keepDriftIssue(stage);
  },
});
