import { LambdaFunction, type LambdaFunctionConfig } from '@cdktf/provider-aws/lib/lambda-function';
import { S3Object } from '@cdktf/provider-aws/lib/s3-object';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import type { NodeRuntime } from '../../config/schema';
import { checkProp } from '../check-prop';
import type { ServiceNetwork } from '../network/service-network';
import type { PrivateBucket } from '../storage/private-bucket';
import { isAsynchronous, type DeployedFunction, type FunctionStorage } from './function-definition';
import { functionEnvironment } from './function-environment';
import { FunctionRole } from './function-role';
import { HANDLER, packageFunction } from './package-function';

export interface ServiceFunctionProps {
  readonly functionName: string;
  readonly definition: DeployedFunction;
  readonly storage: FunctionStorage;
  readonly runtime: NodeRuntime;
  /** Where its code goes if it is too large to be sent to Lambda itself; not called otherwise. */
  readonly codeBucket: () => PrivateBucket;
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

/** https://docs.aws.amazon.com/lambda/latest/api/API_LayerVersionsListItem.html */
const LAYER_VERSION = /^arn:[\w-]+:lambda:[\w-]+:\d{12}:layer:[\w-]+:\d+$/;

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_LAYERS = 5;

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
    const { layers = [] } = definition;
    const areVersions = layers.every((layer) => LAYER_VERSION.test(layer));
    checkProp(
      this,
      { layers },
      !(areVersions && layers.length <= MAX_LAYERS) &&
        `must be at most ${MAX_LAYERS} ARNs of versions of layers`,
    );
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
    checkProp(this, { [prop]: value }, !isValid && `must be ${minimum} to ${maximum}${reason}`);
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

  private createFunction(props: ServiceFunctionProps): LambdaFunction {
    const { definition, functionName, storage } = props;
    const { layers = [] } = definition;
    const network = networkOf(definition, props.network);
    return new LambdaFunction(this, 'function', {
      functionName,
      role: this.role.role.arn,
      ...this.createCode(props),
      memorySize: definition.memoryMegabytes ?? 256,
      timeout: definition.timeoutSeconds ?? 10,
      environment: {
        variables: functionEnvironment(this, definition.environment?.(storage)),
      },
      loggingConfig: {
        logFormat: 'JSON',
        logGroup: this.role.logGroup.name,
        // What AWS takes by default: left out, every plan would show it.
        applicationLogLevel: definition.applicationLogLevel ?? 'INFO',
        systemLogLevel: definition.systemLogLevel ?? 'INFO',
      },
      ...(layers.length > 0 && { layers: [...layers] }),
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

  /** The code and what runs it: in the call to Lambda where that has room, else an object that the call names. */
  private createCode({
    definition: { entry, architecture = 'arm64', external = [] },
    ...props
  }: ServiceFunctionProps): Partial<LambdaFunctionConfig> {
    const { functionName, runtime, codeBucket } = props;
    const source = { entry, architecture, external, runtime };
    const { file, hash, assetHash, isLarge } = packageFunction(source);
    const type = AssetType.FILE;
    const code = new TerraformAsset(this, 'code', { path: file, type, assetHash });
    const architectures = [architecture];
    const settings = { runtime, architectures, handler: HANDLER, sourceCodeHash: hash };
    if (!isLarge) return { ...settings, filename: code.path };
    const { bucket, policy, versioning } = codeBucket();
    const object = new S3Object(this, 'code-object', {
      bucket: bucket.id,
      key: `${functionName}.zip`,
      source: code.path,
      sourceHash: hash,
      dependsOn: [policy, versioning],
    });
    return { ...settings, s3Bucket: object.bucket, s3Key: object.key };
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
