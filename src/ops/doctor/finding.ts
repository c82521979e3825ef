import type { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { Route53Client } from '@aws-sdk/client-route-53';
import type { Environment } from '../../config/environment';
import type { Config } from '../../config/schema';
import type { AwsClients } from '../../aws/clients';
import type { GithubApi } from '../../github/github-api';
import { StateBackend } from '../../terraform/state/state-backend';
import type { HttpAnswer, SendRequest } from '../../aws/http-request';

export type Finding =
  | { readonly status: 'ok' | 'skipped'; readonly found: string }
  | { readonly status: 'failed'; readonly found: string; readonly remedy: string };

/** What the doctor looks at and with; tests pass their own. */
export interface DoctorContext {
  readonly config: Config;
  readonly isLocal: boolean;
  readonly env?: Environment | undefined;
  readonly clients: AwsClients & {
    readonly cloudfront: CloudFrontClient;
    readonly iam: IAMClient;
    readonly route53: Route53Client;
  };
  /** Undefined where nothing says which repository and with which token. */
  readonly githubApi: GithubApi | undefined;
  readonly request: SendRequest;
  /** Asks GitHub's API for a path. */
  readonly github: (path: string) => Promise<HttpAnswer>;
  readonly now: () => Date;
  /** The name servers of a domain, as the internet knows them. */
  readonly nameServers: (domain: string) => Promise<readonly string[]>;
  readonly machine: {
    /** e.g. `20.9.0` */
    readonly node: string;
    /** What runs this, e.g. `pnpm/10.34.9 …`. */
    readonly packageManager: string | undefined;
    /** Its version. @throws UserError when the one that is needed cannot be had. */
    readonly terraform: () => Promise<string>;
    /** Where the providers come from. @throws UserError when they cannot be had. */
    readonly providers: () => Promise<string>;
  };
}

/** One thing to look at on this machine or in the account, or for what is given. */
export interface Examination<Given extends readonly unknown[] = []> {
  readonly id: string;
  readonly title: string;
  readonly examine: (context: DoctorContext, ...given: Given) => Finding | Promise<Finding>;
}

/** The state backend of the account that the credentials belong to. */
export const backendOf = ({ config, clients, env }: DoctorContext): StateBackend =>
  new StateBackend(config.shared, clients, env);

export const ok = (found: string): Finding => ({ status: 'ok', found });
export const skipped = (found: string): Finding => ({ status: 'skipped', found });
export const failed = (found: string, remedy: string): Finding => ({
  status: 'failed',
  found,
  remedy,
});
/** What `ops bootstrap` makes is not there. */
export const notMade = (name: string): Finding =>
  failed(`${name} does not exist`, 'Run `pnpm ops bootstrap`.');
