import { GetPolicyCommand, NoSuchEntityException } from '@aws-sdk/client-iam';
import { boundaryName } from '../config/names';
import type { Environment } from '../config/overrides';
import type { AwsClients } from './aws';
import { explainAwsError } from './aws';

/** Whether the stage's permissions boundary exists: AWS refuses its roles without it, half-way. */
export async function hasBoundary(
  { iam }: Pick<AwsClients, 'iam'>,
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
