import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Aspects } from 'cdktf';
import { Construct } from 'constructs';

export interface BoundedRolesProps {
  /** The managed policy's name: it is in the same account. */
  readonly boundaryName: string;
}

/**
 * Gives every role within its scope the same permissions boundary, also those that are added later.
 * AWS refuses a role whose boundary does not exist: the policy has to be there first.
 */
export class BoundedRoles extends Construct {
  constructor(scope: Construct, id: string, { boundaryName }: BoundedRolesProps) {
    super(scope, id);
    const { accountId } = new DataAwsCallerIdentity(this, 'account');
    const { partition } = new DataAwsPartition(this, 'partition');
    const boundary = `arn:${partition}:iam::${accountId}:policy/${boundaryName}`;
    Aspects.of(scope).add({
      visit: (node) => {
        if (node instanceof IamRole) node.permissionsBoundary = boundary;
      },
    });
  }
}
