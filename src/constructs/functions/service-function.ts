import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { checkProp } from '../check-prop';
import type { ServiceNetwork } from '../network/service-network';
import { isAsynchronous, type DeployedFunction, type FunctionStorage } from './function-definition';
import { FunctionRole } from './function-role';
import { HANDLER, packageFunction } from './package-function';
import { RUNTIME } from './runtime';

export interface ServiceFunctionProps {
  readonly functionName: string;
  readonly definition: DeployedFunction;
  readonly storage: FunctionStorage;
  readonly logRetentionDays: number;
  /** The stage's network; `undefined`: it has none. */
  readonly network: ServiceNetwork | undefined;
}

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html and
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const SECONDS = {
  behindRoute: { maximum: 29, reason: 'an HTTP API waits for 30 seconds and no longer' },
  asynchronous: { maximum: 900, reason: 'Lambda lets no function run longer' },
} as const;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
const FOURTEEN_DAYS = 14 * 24 * 60 * 60;

/** A Node.js function with its code, a log, a role of its own, and its place in the network. */
export class ServiceFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: FunctionRole;
  /** Events that it failed to handle, where nobody waits for its answer. */
  readonly failures: SqsQueue | undefined;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    this.checkDefinition(props.definition);
    this.role = this.createRole(props);
    this.failures = this.createFailures(props);
    this.function = this.createFunction(props);
    props.definition.grants?.(props.storage, this.role);
  }

  private checkDefinition(definition: DeployedFunction): void {
    const { maximum, reason } =
      SECONDS[isAsynchronous(definition) ? 'asynchronous' : 'behindRoute'];
    this.checkNumber(definition, 'timeoutSeconds', 1, maximum, `: ${reason}`);
    // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
    this.checkNumber(definition, 'memoryMegabytes', 128, 10_240);
    this.checkNumber(definition, 'ephemeralStorageMegabytes', 512, 10_240);
    // AWS takes 0 and then answers nobody; of the account's 1000, it keeps 100 for other functions.
    this.checkNumber(definition, 'reservedConcurrency', 1, 900);
  }

  private checkNumber(
    definition: DeployedFunction,
    prop:
      | 'ephemeralStorageMegabytes'
      | 'memoryMegabytes'
      | 'reservedConcurrency'
      | 'timeoutSeconds',
    minimum: number,
    maximum: number,
    reason = '',
  ): void {
    const value = definition[prop];
    if (value === undefined) return;
    const isValid = Number.isInteger(value) && value >= minimum && value <= maximum;
    checkProp(this, prop, value, !isValid && `must be ${minimum} to ${maximum}${reason}`);
  }

  private createRole({ definition, ...props }: ServiceFunctionProps): FunctionRole {
    return new FunctionRole(this, 'role', {
      functionName: props.functionName,
      logRetentionDays: props.logRetentionDays,
      network: networkOf(definition, props.network),
      isTraced: definition.tracing === 'active',
    });
  }

  /** A queue of the events that Lambda gave up on: it tries thrice. */
  private createFailures({ functionName, definition }: ServiceFunctionProps): SqsQueue | undefined {
    if (!isAsynchronous(definition)) return undefined;
    const queue = new SqsQueue(this, 'failures', {
      name: failuresName(functionName),
      messageRetentionSeconds: FOURTEEN_DAYS,
      sqsManagedSseEnabled: true,
    });
    this.role.addToPolicy({
      sid: 'KeepFailures',
      actions: FAILURE_ACTIONS,
      resources: [queue.arn],
    });
    return queue;
  }

  private createFunction({
    definition,
    functionName,
    storage,
    ...props
  }: ServiceFunctionProps): LambdaFunction {
    const { entry, architecture = 'arm64', external = [] } = definition;
    const { file, hash } = packageFunction({ entry, architecture, external });
    const code = new TerraformAsset(this, 'code', { path: file, type: AssetType.FILE });
    const network = networkOf(definition, props.network);
    return new LambdaFunction(this, 'function', {
      functionName,
      role: this.role.role.arn,
      runtime: RUNTIME,
      architectures: [architecture],
      handler: HANDLER,
      filename: code.path,
      sourceCodeHash: hash,
      memorySize: definition.memoryMegabytes ?? 256,
      timeout: definition.timeoutSeconds ?? 10,
      environment: {
        variables: {
          // Errors name the lines of the sources.
          NODE_OPTIONS: '--enable-source-maps',
          ...definition.environment?.(storage),
        },
      },
      loggingConfig: {
        logFormat: 'JSON',
        logGroup: this.role.logGroup.name,
        // What AWS takes by default: left out, every plan would show it.
        applicationLogLevel: 'INFO',
        systemLogLevel: 'INFO',
      },
      ...(definition.ephemeralStorageMegabytes !== undefined && {
        ephemeralStorage: { size: definition.ephemeralStorageMegabytes },
      }),
      ...(definition.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: definition.reservedConcurrency,
      }),
      ...(definition.tracing === 'active' && { tracingConfig: { mode: 'Active' } }),
      ...(this.failures !== undefined && { deadLetterConfig: { targetArn: this.failures.arn } }),
      ...(network !== undefined && {
        vpcConfig: {
          subnetIds: network.privateSubnets.map((subnet) => subnet.id),
          securityGroupIds: [network.functionSecurityGroup.id],
        },
      }),
      // And with the policy for the log group that it names: Lambda would make one without an end.
      dependsOn: [this.role.policy],
    });
  }
}

/** At most 64 + 9 characters, below SQS's 80. */
export const failuresName = (functionName: string): string => `${functionName}-failures`;

/** What Lambda does with the role to keep a failed event. */
export const FAILURE_ACTIONS = ['sqs:SendMessage'] as const;

const networkOf = (
  { network }: DeployedFunction,
  ofStage: ServiceNetwork | undefined,
): ServiceNetwork | undefined => (network === 'outside' ? undefined : ofStage);
