import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Construct } from 'constructs';
import { GithubIdentity } from './github-identity';
import type { PolicyGrant } from './policy-grant';
import { policyStatement } from './policy-grant';
import { requireProp } from './prop-error';

export interface GithubRoleProps {
  readonly roleName: string;
  readonly description: string;
  readonly identity: GithubIdentity;
  /** The `sub` claims that may assume the role, in full: no wildcards. */
  readonly subjects: readonly string[];
  /** What the role may do: a managed policy per name. */
  readonly policies: Readonly<Record<string, readonly PolicyGrant[]>>;
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
    for (const [name, grants] of Object.entries(props.policies)) {
      this.allow(props.roleName, name, grants);
    }
  }

  private checkProps({ roleName, subjects, policies }: GithubRoleProps): void {
    requireProp(
      this,
      'roleName',
      roleName,
      (name) => name.length <= MAX_ROLE_NAME,
      `must have at most ${MAX_ROLE_NAME} characters`,
    );
    requireProp(
      this,
      'subjects',
      subjects,
      (list) => list.length > 0 && list.every((subject) => /^repo:[^*?]+$/.test(subject)),
      'must be `repo:…` claims without wildcards, at least one',
    );
    requireProp(
      this,
      'policies',
      Object.keys(policies),
      (names) => names.length <= MAX_POLICIES,
      `must be at most ${MAX_POLICIES}`,
    );
  }

  private createRole(props: GithubRoleProps): IamRole {
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRoleWithWebIdentity'],
          principals: [{ type: 'Federated', identifiers: [props.identity.provider.arn] }],
          condition: [
            {
              test: 'StringEquals',
              variable: `${GithubIdentity.ISSUER}:aud`,
              values: [GithubIdentity.AUDIENCE],
            },
            {
              test: 'StringEquals',
              variable: `${GithubIdentity.ISSUER}:sub`,
              values: [...props.subjects],
            },
          ],
        },
      ],
    });
    return new IamRole(this, 'role', {
      name: props.roleName,
      description: props.description,
      assumeRolePolicy: trust.json,
      maxSessionDuration: GithubRole.SESSION_SECONDS,
    });
  }

  private allow(roleName: string, name: string, grants: readonly PolicyGrant[]): void {
    const document = new DataAwsIamPolicyDocument(this, `${name}-document`, {
      statement: grants.map(policyStatement),
    });
    const policy = new IamPolicy(this, `${name}-policy`, {
      name: `${roleName}-${name}`,
      policy: document.json,
    });
    new IamRolePolicyAttachment(this, `${name}-attachment`, {
      role: this.role.name,
      policyArn: policy.arn,
    });
  }
}
