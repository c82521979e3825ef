import { GetPolicyCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import { boundaryName } from '../config/names';
import type { Environment } from '../config/environment';
import { clientSettings, explainAwsError } from './clients';

/** IAM is the same in every region. */
export const iamClient = (env?: Environment): IAMClient =>
  new IAMClient(clientSettings('us-east-1', env));

/** Whether the stage's permissions boundary exists: AWS refuses its roles without it, half-way. */
export async function hasBoundary(
  iam: IAMClient,
  stage: string,
  account: string,
  env?: Environment,
): Promise<boolean> {
  const arn = `arn:aws:iam::${account}:policy/${boundaryName(stage)}`;
  try {
    await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
    return true;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return false;
    throw explainAwsError(error, env);
  }
}
