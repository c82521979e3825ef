import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Construct } from 'constructs';

export interface VpcFlowLogsProps {
  readonly vpc: Vpc;
  readonly region: string;
  /** Name of the role that writes them, unique in the account. */
  readonly roleName: string;
  readonly logGroupName: string;
  readonly logRetentionDays: number;
}

/** Who talked to whom within a VPC, accepted and rejected, in a log group of its own. */
export class VpcFlowLogs extends Construct {
  readonly logGroup: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: VpcFlowLogsProps) {
    super(scope, id);
    this.logGroup = new CloudwatchLogGroup(this, 'log-group', {
      name: props.logGroupName,
      retentionInDays: props.logRetentionDays,
    });
    const role = this.createRole(props);
    const policy = this.letWrite(role);
    new FlowLog(this, 'flow-log', {
      vpcId: props.vpc.id,
      trafficType: 'ALL',
      logDestination: this.logGroup.arn,
      iamRoleArn: role.arn,
      tags: { Name: props.roleName },
      // AWS tries the role when the flow log is created.
      dependsOn: [policy],
    });
  }

  private createRole(props: VpcFlowLogsProps): IamRole {
    const { accountId } = new DataAwsCallerIdentity(this, 'account');
    const { partition } = new DataAwsPartition(this, 'partition');
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          sid: 'FlowLogsOfThisAccount',
          principals: [{ type: 'Service', identifiers: ['vpc-flow-logs.amazonaws.com'] }],
          actions: ['sts:AssumeRole'],
          // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
          condition: [
            { test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountId] },
            {
              test: 'ArnLike',
              variable: 'aws:SourceArn',
              values: [`arn:${partition}:ec2:${props.region}:${accountId}:vpc-flow-log/*`],
            },
          ],
        },
      ],
    });
    return new IamRole(this, 'role', {
      name: props.roleName,
      description: 'Writes the flow logs of the VPC',
      assumeRolePolicy: trust.json,
    });
  }

  private letWrite(role: IamRole): IamRolePolicy {
    const permissions = new DataAwsIamPolicyDocument(this, 'permissions', {
      statement: [
        {
          sid: 'WriteFlowLogs',
          // Without logs:CreateLogGroup: a deleted group is not to come back without a retention.
          actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          resources: [`${this.logGroup.arn}:*`],
        },
      ],
    });
    return new IamRolePolicy(this, 'policy', {
      name: 'write-flow-logs',
      role: role.id,
      policy: permissions.json,
    });
  }
}
