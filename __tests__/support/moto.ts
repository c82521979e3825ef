import { terraformEnvironment } from '../../src/terraform/environment';
import type { TestAws } from './test-aws';
import { startTestAws } from './test-aws';

/** A local AWS of a test's own, for configurations that are no stage. */
export interface Moto {
  /** The environment with which Terraform, commands and the SDK reach it, and nothing else. */
  readonly env: Readonly<Record<string, string>>;
  readonly aws: TestAws;
  readonly stop: () => Promise<void>;
}

/** The account of every stage that names none. */
export const MOTO_ACCOUNT = '123456789012';

export async function startMoto(): Promise<Moto> {
  const aws = await startTestAws();
  return { env: await terraformEnvironment(aws.env), aws, stop: aws.stop };
}
