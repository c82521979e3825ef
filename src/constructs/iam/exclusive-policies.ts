import type { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePoliciesExclusive } from '@cdktf/provider-aws/lib/iam-role-policies-exclusive';
import type { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import type { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { IamRolePolicyAttachmentsExclusive } from '@cdktf/provider-aws/lib/iam-role-policy-attachments-exclusive';
import { Construct } from 'constructs';

export interface ExclusivePoliciesProps {
  readonly role: IamRole;
  /** All inline policies of the role. @default none */
  readonly inline?: readonly IamRolePolicy[];
  /** All managed policies attached to the role. @default none */
  readonly attached?: readonly IamRolePolicyAttachment[];
}

/** The policies of a role, and no others: the next apply takes away what a person has added. */
export class ExclusivePolicies extends Construct {
  constructor(scope: Construct, id: string, props: ExclusivePoliciesProps) {
    super(scope, id);
    const { role, inline = [], attached = [] } = props;
    // The names refer to the policies, which therefore are there before.
    new IamRolePoliciesExclusive(this, 'inline', {
      roleName: role.name,
      policyNames: inline.map(({ name }) => name),
    });
    new IamRolePolicyAttachmentsExclusive(this, 'attached', {
      roleName: role.name,
      policyArns: attached.map(({ policyArn }) => policyArn),
    });
  }
}
