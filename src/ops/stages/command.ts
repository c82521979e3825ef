import { defineCommand } from '../../cli/command';

export const stages = defineCommand({
  usage: 'stages',
  summary: 'list the stages, also as the matrix of a workflow',
  description:
    'Lists the stages of src/config/stages.ts in their order. In a workflow it also sets the output `stages`: a JSON list of a matrix, each entry with the stage and the variable that names its AWS account.',
  exitCodes: { 0: 'listed', 1: 'failed' },
  examples: ['stages'],
  handler: async () => {
    const { listStages } = await import('./list-stages');
    listStages();
  },
});
