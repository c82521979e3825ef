import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import { accountOf, partitionOf, Policy, type Grantable, type Statement } from '../iam/policy';
import { checkProp } from '../check-prop';
import { ExclusivePolicies } from '../iam/exclusive-policies';
import type { ServiceNetwork } from '../network/service-network';

export interface FunctionRoleProps {
  /** The function's name, and its role's. */
  readonly functionName: string;
  readonly logRetentionDays: number;
  /** Where the function runs; `undefined`: outside any VPC. */
  readonly network: ServiceNetwork | undefined;
  /** Whether Lambda sends traces of it to X-Ray. */
  readonly isTraced: boolean;
}

/**
 * A function's own name and a role's have the same limit.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 */
const FUNCTION_NAME = /^[\w-]{1,64}$/;

/**
 * What Lambda does with a function's role to keep its network interfaces. They are made and shared
 * by Lambda, so that no ARN of theirs is known here: AWS documents them with every resource.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export const VPC_ACCESS_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
] as const;

/**
 * What Lambda does with a function's role to trace it; X-Ray has no resources to limit it to.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
export const TRACE_ACTIONS = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'] as const;

/**
 * The execution role of one function. By itself it may write its own log, and no more: what the
 * function works with grants itself, e.g. `table.grantRead(role)`.
 */
export class FunctionRole extends Construct implements Grantable {
  readonly role: IamRole;
  /** Lambda would create it by itself, but keep it forever. */
  readonly logGroup: CloudwatchLogGroup;
  /** A function waits for it: Lambda tries the role when the function is created. */
  readonly policy: IamRolePolicy;
  private readonly permissions: Policy;

  constructor(scope: Construct, id: string, props: FunctionRoleProps) {
    super(scope, id);
    const { functionName } = props;
    checkProp(
      this,
      { functionName },
      !FUNCTION_NAME.test(functionName) && 'must be 1 to 64 letters, digits, - and _',
    );
    this.logGroup = this.createLogGroup(props);
    this.role = this.createRole(props);
    this.permissions = new Policy(this, 'permissions', [
      this.logStatement(),
      ...this.networkStatements(props),
      ...(props.isTraced ? [{ sid: 'Trace', actions: TRACE_ACTIONS, resources: ['*'] }] : []),
    ]);
    this.policy = new IamRolePolicy(this, 'policy', {
      name: 'function',
      role: this.role.id,
      policy: this.permissions.json,
    });
    new ExclusivePolicies(this, 'exclusive', { role: this.role, inline: [this.policy] });
  }

  /** Adds a statement to the role's one policy. Prefer the `grant` methods of what it is about. */
  addToPolicy(statement: Statement): void {
    this.permissions.add(statement);
  }

  private createLogGroup(props: FunctionRoleProps): CloudwatchLogGroup {
    return new CloudwatchLogGroup(this, 'log-group', {
      name: `/aws/lambda/${props.functionName}`,
      retentionInDays: props.logRetentionDays,
    });
  }

  private createRole(props: FunctionRoleProps): IamRole {
    const trust = new Policy(this, 'trust', [
      {
        sid: 'FunctionsOfThisAccount',
        principals: [{ type: 'Service', identifiers: ['lambda.amazonaws.com'] }],
        actions: ['sts:AssumeRole'],
        conditions: [
          { test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountOf(this)] },
        ],
      },
    ]);
    return new IamRole(this, 'role', {
      name: props.functionName,
      description: `Execution role of the function ${props.functionName}`,
      assumeRolePolicy: trust.json,
    });
  }

  private logStatement(): Statement {
    return {
      sid: 'WriteOwnLog',
      // Without logs:CreateLogGroup: a deleted group is not to come back without a retention.
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [`${this.logGroup.arn}:*`],
    };
  }

  private networkStatements(props: FunctionRoleProps): Statement[] {
    if (props.network === undefined) return [];
    const { name: region } = new DataAwsRegion(this, 'region');
    const functionArn = `arn:${partitionOf(this)}:lambda:${region}:${accountOf(this)}:function:${props.functionName}`;
    return [
      { sid: 'LetLambdaAttachVpc', actions: VPC_ACCESS_ACTIONS, resources: ['*'] },
      {
        sid: 'DenyOwnCodeTheSame',
        effect: 'Deny',
        actions: [...VPC_ACCESS_ACTIONS, 'ec2:DetachNetworkInterface'],
        resources: ['*'],
        // Only what the function's code calls carries the key; Lambda's own calls do not.
        conditions: [
          { test: 'ArnEquals', variable: 'lambda:SourceFunctionArn', values: [functionArn] },
        ],
      },
    ];
  }
}
