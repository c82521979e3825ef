import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { Construct } from 'constructs';
import type { GithubIdentity } from './github-identity';
import type { GithubRoleGrant, GithubRoleProps } from './github-role';
import { GithubRole, policyStatement } from './github-role';

/** What of a role differs. */
export type StageRole = Pick<GithubRoleProps, 'roleName' | 'policies'>;

export interface StageAccessProps {
  readonly identity: GithubIdentity;
  /** The GitHub repository, `owner/name`. */
  readonly repository: string;
  /** The GitHub environment whose jobs may deploy. */
  readonly environment: string;
  readonly plan: StageRole;
  readonly deploy: StageRole;
  /** What the roles that a deploy makes may do at most; each has to name it. */
  readonly boundary: { readonly name: string; readonly grants: readonly GithubRoleGrant[] };
}

/**
 * A stage's two roles: pull requests and `main` may plan, jobs of the environment may deploy. And the
 * permissions boundary of the roles that the stage itself has.
 */
export class StageAccess extends Construct {
  readonly plan: GithubRole;
  readonly deploy: GithubRole;
  readonly boundary: IamPolicy;

  constructor(scope: Construct, id: string, props: StageAccessProps) {
    super(scope, id);
    const { identity, repository } = props;
    this.plan = new GithubRole(this, 'plan', {
      ...props.plan,
      identity,
      description: `Plans the stage ${props.environment}: pull requests and main of ${repository}`,
      subjects: [`repo:${repository}:pull_request`, `repo:${repository}:ref:refs/heads/main`],
    });
    this.deploy = new GithubRole(this, 'deploy', {
      ...props.deploy,
      identity,
      description: `Deploys the stage ${props.environment}: its environment in ${repository}`,
      // A job with an environment has this subject, whatever its ref: the environment limits that.
      subjects: [`repo:${repository}:environment:${props.environment}`],
    });
    this.boundary = this.createBoundary(props);
  }

  private createBoundary({ boundary, environment }: StageAccessProps): IamPolicy {
    const document = new DataAwsIamPolicyDocument(this, 'boundary-document', {
      statement: boundary.grants.map(policyStatement),
    });
    return new IamPolicy(this, 'boundary', {
      name: boundary.name,
      description: `What the roles of the stage ${environment} may do at most`,
      policy: document.json,
    });
  }
}
