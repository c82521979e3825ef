import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Construct } from 'constructs';
import { ExclusivePolicies } from '../iam/exclusive-policies';
import { accountOf, partitionOf, Policy } from '../iam/policy';

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
    const policy = this.createRolePolicy(role);
    new ExclusivePolicies(this, 'exclusive', { role, inline: [policy] });
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
    const accountId = accountOf(this);
    const flowLogs = `arn:${partitionOf(this)}:ec2:${props.region}:${accountId}:vpc-flow-log/*`;
    const trust = new Policy(this, 'trust', [
      {
        sid: 'FlowLogsOfThisAccount',
        principals: [{ type: 'Service', identifiers: ['vpc-flow-logs.amazonaws.com'] }],
        actions: ['sts:AssumeRole'],
        // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
        conditions: [
          { test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountId] },
          { test: 'ArnLike', variable: 'aws:SourceArn', values: [flowLogs] },
        ],
      },
    ]);
    return new IamRole(this, 'role', {
      name: props.roleName,
      description: 'Writes the flow logs of the VPC',
      assumeRolePolicy: trust.json,
    });
  }

  private createRolePolicy(role: IamRole): IamRolePolicy {
    const permissions = new Policy(this, 'permissions', [
      {
        sid: 'WriteFlowLogs',
        // Without logs:CreateLogGroup: a deleted group is not to come back without a retention.
        actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [`${this.logGroup.arn}:*`],
      },
    ]);
    return new IamRolePolicy(this, 'policy', {
      name: 'write-flow-logs',
      role: role.id,
      policy: permissions.json,
    });
  }
}
