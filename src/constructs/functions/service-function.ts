import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import type { TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { FunctionRole } from './function-role';
import { checkProp } from '../check-prop';
import type { ServiceNetwork } from '../network/service-network';

export interface ServiceFunctionProps {
  readonly functionName: string;
  /** A zip of the code: an asset of type ARCHIVE. */
  readonly code: TerraformAsset;
  /** File and export, e.g. `index.handler`. */
  readonly handler: string;
  readonly logRetentionDays: number;
  /** Where it runs; `undefined`: outside any VPC, reaching the internet. */
  readonly network: ServiceNetwork | undefined;
  /** @default no variables */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default 256 MB, and with it the CPU that comes along */
  readonly memoryMegabytes?: number;
  /**
   * 29 at most: an HTTP API waits for 30 and then answers in the function's place.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
   * @default 10 seconds
   */
  readonly timeoutSeconds?: number;
}

/**
 * The newest that AWS provider 5.100.0 knows; AWS supports it until April 2027.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const RUNTIME = 'nodejs22.x';

/** A Node.js function with a log, a role of its own, and its place in the network. */
export class ServiceFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: FunctionRole;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { network, environment, timeoutSeconds = 10 } = props;
    checkProp(
      this,
      'timeoutSeconds',
      timeoutSeconds,
      !(timeoutSeconds >= 1 && timeoutSeconds <= 29) &&
        'must be 1 to 29: an HTTP API waits for 30 seconds and no longer',
    );
    this.role = new FunctionRole(this, 'role', {
      functionName: props.functionName,
      logRetentionDays: props.logRetentionDays,
      network,
    });
    this.function = new LambdaFunction(this, 'function', {
      functionName: props.functionName,
      role: this.role.role.arn,
      runtime: RUNTIME,
      architectures: ['arm64'],
      handler: props.handler,
      filename: props.code.path,
      // Of the sources, not of the zip: the zip holds times and differs from machine to machine.
      sourceCodeHash: props.code.assetHash,
      memorySize: props.memoryMegabytes ?? 256,
      timeout: timeoutSeconds,
      ...(environment === undefined ? {} : { environment: { variables: { ...environment } } }),
      ...(network === undefined
        ? {}
        : {
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
