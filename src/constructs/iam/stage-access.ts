import { Construct } from 'constructs';
import type { GithubIdentity } from './github-identity';
import { GithubRole, type GithubRoleProps } from './github-role';

/** What of a role differs. */
export type StageRole = Pick<GithubRoleProps, 'roleName' | 'policies'>;

export interface StageAccessProps {
  readonly identity: GithubIdentity;
  /** The GitHub repository as its tokens' subjects name it: `owner/name` or `owner@1/name@2`, or both. */
  readonly repositories: readonly string[];
  /** The GitHub environment whose jobs may deploy. */
  readonly environment: string;
  readonly plan: StageRole;
  readonly store: StageRole;
  readonly deploy: StageRole;
}

/**
 * A stage's three roles: pull requests and `main` may plan, `main` may store a plan, jobs of the
 * environment may deploy.
 */
export class StageAccess extends Construct {
  readonly plan: GithubRole;
  readonly store: GithubRole;
  readonly deploy: GithubRole;

  constructor(scope: Construct, id: string, props: StageAccessProps) {
    super(scope, id);
    const { identity, repositories } = props;
    const names = repositories.join(' and ');
    const subjects = (...runs: readonly string[]): string[] =>
      repositories.flatMap((repository) => runs.map((run) => `repo:${repository}:${run}`));
    this.plan = new GithubRole(this, 'plan', {
      ...props.plan,
      identity,
      description: `Plans the stage ${props.environment}: pull requests and main of ${names}`,
      subjects: subjects('pull_request', 'ref:refs/heads/main'),
    });
    this.store = new GithubRole(this, 'store', {
      ...props.store,
      identity,
      description: `Stores plans for the stage ${props.environment}: main of ${names}`,
      // Not pull requests: whoever could replace a reviewed plan would have it applied.
      subjects: subjects('ref:refs/heads/main'),
    });
    this.deploy = new GithubRole(this, 'deploy', {
      ...props.deploy,
      identity,
      description: `Deploys the stage ${props.environment}: its environment in ${names}`,
      // A job with an environment has this subject, whatever its ref: the environment limits that.
      subjects: subjects(`environment:${props.environment}`),
    });
  }
}
