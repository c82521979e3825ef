import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Construct } from 'constructs';
import { ExclusivePolicies } from './exclusive-policies';
import { GithubIdentity } from './github-identity';
import { Policy, type Statement } from './policy';
import { checkProp } from '../check-prop';

export interface GithubRoleProps {
  readonly roleName: string;
  readonly description: string;
  readonly identity: GithubIdentity;
  /** The `sub` claims that may assume the role, in full: no wildcards. */
  readonly subjects: readonly string[];
  /** What the role may do: a managed policy per name. */
  readonly policies: Readonly<Record<string, readonly Statement[]>>;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_ROLE_NAME = 64;
const MAX_POLICIES = 10;

/** A role that exactly named workflows of one repository may assume, without any stored key. */
export class GithubRole extends Construct {
  /** How long a session lasts: it outlasts every job of the workflows. AWS takes an hour to twelve. */
  static readonly SESSION_SECONDS = 7200;

  readonly role: IamRole;

  constructor(scope: Construct, id: string, props: GithubRoleProps) {
    super(scope, id);
    this.checkProps(props);
    this.role = this.createRole(props);
    const attached = Object.entries(props.policies).map(([name, statements]) =>
      this.attachPolicy(props.roleName, name, statements),
    );
    new ExclusivePolicies(this, 'exclusive', { role: this.role, attached });
  }

  private checkProps({ roleName, subjects, policies }: GithubRoleProps): void {
    checkProp(
      this,
      { roleName },
      roleName.length > MAX_ROLE_NAME && `must have at most ${MAX_ROLE_NAME} characters`,
    );
    const areClaims = subjects.every((subject) => /^repo:[^*?]+$/.test(subject));
    checkProp(
      this,
      { subjects },
      !(subjects.length > 0 && areClaims) &&
        'must be `repo:…` claims without wildcards, at least one',
    );
    const names = Object.keys(policies);
    checkProp(
      this,
      { policies: names },
      names.length > MAX_POLICIES && `must be at most ${MAX_POLICIES}`,
    );
  }

  private createRole(props: GithubRoleProps): IamRole {
    const trust = new Policy(this, 'trust', [
      {
        sid: 'Workflows',
        actions: ['sts:AssumeRoleWithWebIdentity'],
        principals: [{ type: 'Federated', identifiers: [props.identity.provider.arn] }],
        conditions: [
          {
            test: 'StringEquals',
            variable: `${GithubIdentity.ISSUER}:aud`,
            values: [GithubIdentity.AUDIENCE],
          },
          {
            test: 'StringEquals',
            variable: `${GithubIdentity.ISSUER}:sub`,
            values: props.subjects,
          },
        ],
      },
    ]);
    return new IamRole(this, 'role', {
      name: props.roleName,
      description: props.description,
      assumeRolePolicy: trust.json,
      maxSessionDuration: GithubRole.SESSION_SECONDS,
    });
  }

  private attachPolicy(
    roleName: string,
    name: string,
    statements: readonly Statement[],
  ): IamRolePolicyAttachment {
    const policy = new IamPolicy(this, `${name}-policy`, {
      name: `${roleName}-${name}`,
      policy: new Policy(this, `${name}-document`, statements).json,
    });
    return new IamRolePolicyAttachment(this, `${name}-attachment`, {
      role: this.role.name,
      policyArn: policy.arn,
    });
  }
}
