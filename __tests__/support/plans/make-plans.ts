import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { PutBucketTaggingCommand } from '@aws-sdk/client-s3';
import { awsClients } from '../../../src/aws/clients';
import type { TerraformPlan } from '../../../src/terraform/plan/terraform-plan';
import { parsePlan } from '../../../src/terraform/plan/terraform-plan';
import { placeLockFile } from '../../../src/terraform/lock-file';
import type { TerraformOptions } from '../../../src/terraform/terraform';
import { runTerraform } from '../../../src/terraform/terraform';
import type { Moto } from '../moto';
import type { Configuration } from './configurations';
import { base, fromNothing, variations } from './configurations';
import { normalizedPlan } from './normalize';

export interface MadePlan {
  readonly plan: TerraformPlan;
  /** What `terraform plan -detailed-exitcode` said. */
  readonly exitCode: number;
}

/** Plans by the real Terraform and the real provider, by name, normalized. */
export async function makePlans(moto: Moto): Promise<Map<string, MadePlan>> {
  const directory = mkdtempSync(path.join(tmpdir(), 'image-service-plans-'));
  try {
    return await plansIn(directory, moto);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function plansIn(directory: string, { env }: Moto): Promise<Map<string, MadePlan>> {
  const made = new Map<string, MadePlan>();
  const terraform = (args: readonly string[], options: Partial<TerraformOptions> = {}) =>
    runTerraform(args, { cwd: directory, env, output: 'captured', ...options });
  const plan = async (name: string, configuration: Configuration, state = 'base.tfstate') => {
    write(directory, configuration);
    const args = ['plan', '-no-color', '-detailed-exitcode', `-state=${state}`, '-out=plan'];
    const { code } = await terraform(args, { expectedCodes: [0, 2] });
    const { output } = await terraform(['show', '-json', 'plan'], { output: 'parsed' });
    made.set(name, { plan: normalizedPlan(parsePlan(output)), exitCode: code });
  };

  write(directory, base);
  placeLockFile([directory]);
  await terraform(['init', '-no-color', '-lockfile=readonly']);
  await plan('create', base);
  await terraform(['apply', '-no-color', '-state=base.tfstate', 'plan']);
  for (const [name, configuration] of Object.entries(variations)) await plan(name, configuration);
  for (const [name, configuration] of Object.entries(fromNothing)) {
    await plan(name, configuration, 'nothing.tfstate');
  }
  await changeOutside(env);
  await plan('drift', base);
  return made;
}

function write(directory: string, configuration: Configuration): void {
  const whole = {
    terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: '5.100.0' } } },
    provider: { aws: { region: 'us-east-1', default_tags: { tags: { Service: 'plan-test' } } } },
    ...configuration,
  };
  writeFileSync(path.join(directory, 'main.tf.json'), JSON.stringify(whole, null, 2));
}

/** One resource that somebody changed by hand, one that somebody deleted. */
async function changeOutside(env: Moto['env']): Promise<void> {
  const { s3, dynamodb } = awsClients('us-east-1', env);
  await dynamodb.send(new DeleteTableCommand({ TableName: 'plan-test' }));
  await s3.send(
    new PutBucketTaggingCommand({
      Bucket: 'plan-test-images',
      Tagging: {
        TagSet: [
          { Key: 'Service', Value: 'plan-test' },
          { Key: 'Owner', Value: 'by hand' },
        ],
      },
    }),
  );
}
