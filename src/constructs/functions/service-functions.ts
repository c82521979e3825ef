import { Construct } from 'constructs';
import type { NodeRuntime } from '../../config/schema';
import type { ImageApi } from '../api/image-api';
import { checkProp } from '../check-prop';
import type { DeadLetterQueue, MonitoredFunction } from '../monitoring/service-metrics';
import type { ServiceNetwork } from '../network/service-network';
import type { Protection } from '../protection';
import type { AccessLogBucket } from '../storage/access-log-bucket';
import { PrivateBucket } from '../storage/private-bucket';
import type { DeployedFunction, FunctionDefinition, FunctionStorage } from './function-definition';
import { ScheduleRule } from './schedule-rule';
import { ServiceFunction } from './service-function';

export interface ServiceFunctionsProps {
  readonly definitions: readonly FunctionDefinition[];
  /** The whole name of a function of that name, e.g. `image-service-dev-upload`. */
  readonly functionName: (name: string) => string;
  readonly storage: FunctionStorage;
  readonly runtime: NodeRuntime;
  /** The bucket that is made once a function's code is too large for a call to Lambda. */
  readonly codeBucket: {
    readonly bucketName: string;
    readonly protection: Protection;
    readonly noncurrentVersionDays: number;
    readonly accessLogs: AccessLogBucket;
  };
  readonly api: ImageApi;
  readonly logRetentionDays: number;
  /** Where they run; `undefined`: outside any VPC. */
  readonly network: ServiceNetwork | undefined;
}

/** The last part of a function's name: with the stage's, at most 14 + 12 + 1 + 31 characters, below Lambda's 64. */
const NAME = /^[a-z]([a-z0-9-]{0,29}[a-z0-9])?$/;

/** The functions of a stage, each with what invokes it. */
export class ServiceFunctions extends Construct {
  readonly definitions: readonly FunctionDefinition[];
  /** All of them, deployed or not. */
  readonly monitored: readonly MonitoredFunction[];
  /** Those that have code, by name. */
  readonly deployed: ReadonlyMap<string, ServiceFunction>;
  private codeBucket: PrivateBucket | undefined;

  constructor(scope: Construct, id: string, props: ServiceFunctionsProps) {
    super(scope, id);
    this.checkNames(props.definitions);
    this.definitions = props.definitions;
    this.monitored = props.definitions.map(({ name }) => ({
      handler: name,
      functionName: props.functionName(name),
    }));
    this.deployed = new Map(
      props.definitions
        .filter((definition) => definition.entry !== undefined)
        .map((definition) => [definition.name, this.createFunction(props, definition)]),
    );
  }

  /** Those of functions that nobody waits for. */
  get deadLetterQueues(): readonly DeadLetterQueue[] {
    return [...this.deployed].flatMap(([handler, { failures }]) =>
      failures === undefined ? [] : [{ handler, queueName: failures.name }],
    );
  }

  private checkNames(definitions: readonly FunctionDefinition[]): void {
    const names = definitions.map(({ name }) => name);
    checkProp(this, { definitions: names }, names.length === 0 && 'must be at least one');
    for (const [index, name] of names.entries()) {
      const rule = 'must be 1 to 31 lower-case letters, digits and hyphens, a letter first';
      checkProp(this, { name }, !NAME.test(name) && rule);
      checkProp(this, { name }, names.indexOf(name) !== index && 'must be that of one function');
    }
  }

  private createFunction(
    { functionName, ...props }: ServiceFunctionsProps,
    definition: DeployedFunction,
  ): ServiceFunction {
    // Types say so, too; synthesis does not check them.
    const triggers = [definition.route, definition.schedule, definition.objects];
    checkProp(
      this,
      { definitions: definition.name },
      triggers.filter((trigger) => trigger !== undefined).length !== 1 &&
        'must have one trigger each, a route, a schedule or objects',
    );
    const name = functionName(definition.name);
    const made = new ServiceFunction(this, definition.name, {
      ...props,
      functionName: name,
      definition,
      codeBucket: () => (this.codeBucket ??= this.createCodeBucket(props)),
    });
    this.addTrigger(props, definition, name, made);
    return made;
  }

  private createCodeBucket({
    codeBucket: { accessLogs, ...props },
  }: Pick<ServiceFunctionsProps, 'codeBucket'>): PrivateBucket {
    const bucket = new PrivateBucket(this, 'code-bucket', props);
    accessLogs.enableAccessLogging(bucket);
    return bucket;
  }

  private addTrigger(
    { api, storage: { bucket } }: Pick<ServiceFunctionsProps, 'api' | 'storage'>,
    definition: DeployedFunction,
    name: string,
    made: ServiceFunction,
  ): void {
    if (definition.route !== undefined) {
      const { route, authorization, throttling } = definition;
      api.addRoute(route, { function: made.function, authorization, throttling });
    } else if (definition.schedule !== undefined) {
      const { schedule } = definition;
      new ScheduleRule(made, 'schedule', { name, schedule, function: made.function });
    } else {
      bucket.addNotification(made, { filter: definition.objects, function: made.function });
    }
  }
}
