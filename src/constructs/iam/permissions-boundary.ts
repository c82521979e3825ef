import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { Construct } from 'constructs';
import { Policy, type Statement } from './policy';

export interface PermissionsBoundaryProps {
  readonly policyName: string;
  readonly description: string;
  /** What a role with this boundary may do at most, whatever its own policies say. */
  readonly statements: readonly Statement[];
}

/** A managed policy that limits roles instead of allowing them something. */
export class PermissionsBoundary extends Construct {
  readonly policy: IamPolicy;

  constructor(scope: Construct, id: string, props: PermissionsBoundaryProps) {
    super(scope, id);
    this.policy = new IamPolicy(this, 'policy', {
      name: props.policyName,
      description: props.description,
      policy: new Policy(this, 'document', props.statements).json,
    });
  }
}
