import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../config/user-error';
import { keepInitialized, takeInitialized } from './initialized';
import { howToPush, keepErroredState, refuseErroredState } from './errored-state';
import type { Terraform } from './terraform';

/** The state lock of a run: how long it waits for it, e.g. `5m`, or that it takes none. */
export type StateLock = 'none' | { readonly timeout: string };

/** Terraform's `import` block. https://developer.hashicorp.com/terraform/language/import */
export interface Import {
  readonly to: string;
  readonly id: string;
}

/** A plan that Terraform has made. */
export interface Plan {
  /** What `apply` takes. It holds secrets in plain text. */
  readonly file: string;
  readonly hasChanges: boolean;
  /** What Terraform said. */
  readonly output: string;
}

export interface StackRunOptions {
  /** Holds cdk.tf.json and the provider lock file. Nobody else works in it. */
  readonly directory: string;
  /** The stack's name. */
  readonly stack: string;
  /** Terraform in that folder. */
  readonly terraform: Terraform;
  /** To which AWS its state belongs, as `awsName` has it. */
  readonly aws: string;
}

/** `plan -detailed-exitcode` for a plan that holds changes. */
const HAS_CHANGES = 2;

/** What every plan as JSON has, however little it changes. */
const planSchema = z.object({
  format_version: z.string(),
  terraform_version: z.string(),
  applyable: z.boolean(),
  complete: z.boolean(),
  errored: z.boolean(),
});

/** Terraform at work on one synthesized stack, with the providers of the committed lock and no others. */
export class StackRun {
  readonly directory: string;
  readonly stack: string;
  private readonly terraform: Terraform;
  private readonly aws: string;
  private isInitialized = false;

  constructor({ directory, stack, terraform, aws }: StackRunOptions) {
    this.directory = directory;
    this.stack = stack;
    this.terraform = terraform;
    this.aws = aws;
  }

  /**
   * Prepares the folder, once: a deploy plans and applies in the same one. What an earlier run's `init` made of the
   * same backend and providers is taken instead: Terraform hashes the 700 MB of the provider three times in an `init`.
   * @throws UserError also when an earlier apply of the stack could not upload its state.
   */
  async init(): Promise<void> {
    refuseErroredState(this.stack, this.aws);
    if (this.isInitialized) return;
    if (!takeInitialized(this.directory)) {
      await this.initialize('-reconfigure');
      keepInitialized(this.directory);
    }
    this.isInitialized = true;
  }

  /** Moves the state to where the stack's backend now is. Nobody else can know it yet: no lock. */
  async moveState(): Promise<void> {
    await this.initialize('-migrate-state', '-force-copy', '-lock=false');
  }

  /** Plans. Without a lock it writes nothing. */
  async plan(options: {
    readonly lock: StateLock;
    /** Destroys everything. @default false */
    readonly destroy?: boolean | undefined;
    /** Addresses of what is made anew though nothing changes it. @default none */
    readonly replace?: readonly string[] | undefined;
  }): Promise<Plan> {
    const { lock, destroy = false, replace = [] } = options;
    const file = path.join(this.directory, 'plan');
    const { code, output } = await this.terraform(
      [
        'plan',
        '-no-color',
        '-detailed-exitcode',
        lockArgument(lock),
        ...(destroy ? ['-destroy'] : []),
        ...replace.map((address) => `-replace=${address}`),
        `-out=${file}`,
      ],
      { output: 'captured', expectedCodes: [0, HAS_CHANGES] },
    );
    return { file, hasChanges: code === HAS_CHANGES, output };
  }

  /**
   * Reads a plan.
   * @returns it as Terraform's JSON.
   */
  async show({ file }: Pick<Plan, 'file'>): Promise<string> {
    const { output } = await this.terraform(['show', '-no-color', '-json', file], {
      output: 'parsed',
    });
    const result = planSchema.safeParse(parsed(output));
    if (result.success) return output;
    throw new UserError(
      `\`terraform show -json\` printed what cannot be read: ${z.prettifyError(result.error)}`,
    );
  }

  /**
   * Applies a plan; what Terraform says is shown.
   * @throws UserError also when the state could not be uploaded: it is kept, and how to push it is said.
   */
  async apply({ file }: Pick<Plan, 'file'>, lock: StateLock): Promise<void> {
    const color = process.stdout.isTTY ? [] : ['-no-color'];
    try {
      await this.terraform(['apply', ...color, lockArgument(lock), file]);
    } catch (error) {
      const kept = keepErroredState(this.directory, this.stack, this.aws);
      if (kept === undefined) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new UserError(`${reason}\n${howToPush({ stack: this.stack, file: kept })}`);
    }
  }

  /** Lets the next plan take over what exists; what the state has already, it leaves alone. */
  addImports(imports: readonly Import[]): void {
    // Terraform reads a string of its JSON as a template.
    const asText = ({ to, id }: Import): Import => ({ to, id: id.replace(/[$%](?=\{)/g, '$&$&') });
    writeFileSync(
      path.join(this.directory, 'existing.tf.json'),
      JSON.stringify({ import: imports.map(asText) }, null, 2),
    );
  }

  private async initialize(...args: readonly string[]): Promise<void> {
    await this.terraform(['init', '-no-color', '-lockfile=readonly', ...args], {
      output: 'captured',
    });
  }
}

const lockArgument = (lock: StateLock): string =>
  lock === 'none' ? '-lock=false' : `-lock-timeout=${lock.timeout}`;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
