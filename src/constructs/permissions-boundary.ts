import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { Construct } from 'constructs';
import type { PolicyGrant } from './policy-grant';
import { policyStatement } from './policy-grant';

export interface PermissionsBoundaryProps {
  readonly policyName: string;
  readonly description: string;
  /** What a role with this boundary may do at most, whatever its own policies say. */
  readonly grants: readonly PolicyGrant[];
}

/** A managed policy that limits roles instead of allowing them something. */
export class PermissionsBoundary extends Construct {
  readonly policy: IamPolicy;

  constructor(scope: Construct, id: string, props: PermissionsBoundaryProps) {
    super(scope, id);
    const document = new DataAwsIamPolicyDocument(this, 'document', {
      statement: props.grants.map(policyStatement),
    });
    this.policy = new IamPolicy(this, 'policy', {
      name: props.policyName,
      description: props.description,
      policy: document.json,
    });
  }
}
