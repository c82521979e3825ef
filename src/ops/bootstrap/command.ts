import { defineCommand } from '../../cli/command';

export const bootstrap = defineCommand({
  usage: 'bootstrap',
  summary: 'create the remote state, and say who may deploy',
  description:
    "Creates the bucket and the lock table of the remote state, with the state stack itself, and keeps its state in them. Then the access stack: the boundary of what each stage's own roles may do and, once IMAGE_SERVICE_GITHUB_REPOSITORY is set, the roles with which GitHub's workflows plan and deploy; of the stages that lie in the account of the credentials, or name none. Run it once per AWS account, by someone with rights over IAM, and again when a stage is new or gets another type of resource. It changes nothing that is up to date, and finishes what an interrupted run began.",
  exitCodes: { 0: 'state and access are ready', 1: 'failed' },
  examples: ['bootstrap'],
  handler: async () => {
    const { bootstrapAccount } = await import('./bootstrap');
    return bootstrapAccount();
  },
});
