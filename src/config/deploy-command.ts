import { awsEndpoint, type Environment } from './environment';
import { stackName } from './names';

/** The command that deploys a stage, on AWS or on the local AWS: whichever the environment names. */
export const deployCommand = (stage: string, env?: Environment): string =>
  awsEndpoint(env) === undefined
    ? `pnpm cdktf deploy ${stackName(stage)}`
    : `pnpm local deploy ${stage}`;
