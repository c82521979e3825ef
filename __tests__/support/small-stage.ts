import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { App, S3Backend, TerraformOutput, TerraformStack } from 'cdktf';
import { stackName, stateKey } from '../../src/config/names';
import type { Environment } from '../../src/config/environment';
import type { SharedConfig } from '../../src/config/schema';
import { pinProviders } from '../../src/terraform/lock-file';
import type { Ended } from './commands';
import { run } from './commands';

/** What a small stage consists of. */
export interface SmallStage {
  /** Ids of `terraform_data`, and their inputs: without anything of AWS, no provider is loaded. */
  readonly data?: Readonly<Record<string, string>>;
  /** A secret parameter, always the same, and parameters and topics by name. */
  readonly aws?: {
    readonly parameters: Readonly<Record<string, string>>;
    readonly topics: readonly string[];
  };
  /** Which locks Terraform takes. @default both: docs/decisions/0020 */
  readonly locks?: 'both' | 'lock file';
}

/** The value of the secret that every small stage with something of AWS holds. */
export const SECRET = 'correct horse battery staple';

/** Writes a stage that is applied within seconds, with a real stage's name, backend and key. */
export function synthesizeSmallStage(
  stage: string,
  /** @default cdktf's own */
  outdir: string | undefined,
  shared: SharedConfig,
  { data = {}, aws, locks = 'both' }: SmallStage,
): string {
  const app = new App(outdir === undefined ? {} : { outdir });
  const stack = new TerraformStack(app, stackName(stage));
  const backend = new S3Backend(stack, {
    bucket: shared.stateBucketName,
    key: stateKey(stage),
    region: shared.stateRegion,
    encrypt: true,
    ...(locks === 'both' && { dynamodbTable: shared.stateLockTableName }),
  });
  backend.addOverride('use_lockfile', true);
  for (const [name, input] of Object.entries(data)) {
    stack.addOverride(`resource.terraform_data.${name}`, { input });
  }
  if (aws !== undefined) {
    new AwsProvider(stack, 'aws', { region: shared.stateRegion });
    addAws(stack, stage, aws);
  }
  app.synth();
  // A pinned provider that no resource takes is one that Terraform misses.
  if (aws !== undefined) pinProviders(app.outdir);
  return path.join(app.outdir, 'stacks', stackName(stage));
}

function addAws(
  stack: TerraformStack,
  stage: string,
  { parameters, topics }: NonNullable<SmallStage['aws']>,
): void {
  const secret = new SsmParameter(stack, 'secret', {
    name: `/${stage}/secret`,
    type: 'SecureString',
    value: SECRET,
  });
  for (const [name, value] of Object.entries(parameters)) {
    new SsmParameter(stack, name, {
      name: `/${stage}/${name}`,
      type: 'String',
      insecureValue: value,
    });
  }
  for (const name of topics) new SnsTopic(stack, name, { name: `${stage}-${name}` });
  new TerraformOutput(stack, 'topics', { value: topics });
  new TerraformOutput(stack, 'secret_value', { value: secret.value, sensitive: true });
}

/** A small stage's folder, and Terraform in it. */
export class SmallStageFolder {
  readonly outdir = mkdtempSync(path.join(tmpdir(), 'image-service-small-'));
  readonly directory: string;

  constructor(
    readonly stage: string,
    private readonly shared: SharedConfig,
    private readonly env: Environment,
  ) {
    this.directory = path.join(this.outdir, 'stacks', stackName(stage));
  }

  /** Writes the stage as Terraform's JSON; returns its folder. */
  synthesize(content: SmallStage, outdir: string = this.outdir): string {
    return synthesizeSmallStage(this.stage, outdir, this.shared, content);
  }

  /** Applies that content with the real Terraform. */
  async apply(content: SmallStage): Promise<void> {
    this.synthesize(content);
    // Once: cdktf keeps what lies beside its JSON.
    if (!existsSync(path.join(this.directory, '.terraform')))
      await this.expect('init', '-input=false');
    await this.expect('apply', '-input=false', '-auto-approve');
  }

  /** @throws when it fails. */
  async expect(command: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.terraform(command, ...args);
    if (code !== 0)
      throw new Error(
        `terraform ${command} ${args.join(' ')}: ${String(code)}\n${stdout}${stderr}`,
      );
    return stdout;
  }

  terraform(command: string, ...args: string[]): Promise<Ended> {
    return run('terraform', [command, ...args], { cwd: this.directory, env: this.env });
  }

  remove(): void {
    rmSync(this.outdir, { recursive: true, force: true });
  }
}
