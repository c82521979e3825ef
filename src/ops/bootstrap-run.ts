import type { IAMClient } from '@aws-sdk/client-iam';
import type { AccountConfig } from '../config/accounts';
import type { Environment } from '../config/environment';
import type { StackLog } from './stack-log';
import type { StateBackend } from './state-backend';
import type { Terraform } from './watched-terraform';

/** A synthesized stack's folder, and the Terraform to run in it. */
export interface BootstrapStack {
  readonly directory: string;
  readonly terraform: Terraform;
}

/** What one run works with. */
export interface BootstrapRun {
  /** What lies in the account of the credentials, and what elsewhere. */
  readonly config: AccountConfig;
  readonly account: string;
  readonly iam: IAMClient;
  readonly backend: StateBackend;
  readonly stack: (name: string) => BootstrapStack;
  readonly say: (line: string) => void;
  readonly log: ((stack: string) => StackLog) | undefined;
  readonly env: Environment | undefined;
}
