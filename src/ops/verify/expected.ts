import { z } from 'zod';
import { buildStage } from '../../app';
import { alarmNamePrefix } from '../../config/names';
import type { SharedConfig, StageConfig } from '../../config/schema';
import { common, isMath, metricsOf } from '../../constructs/monitoring/metric';
import type { ServiceAlarm } from '../../constructs/monitoring/service-alarms';
import type { FunctionDefinition } from '../../constructs/functions/function-definition';
import { FUNCTIONS } from '../../functions';
import type { AlarmThreshold } from '../alarms/stage-alarms';
import { COMPARISONS } from '../alarms/stage-alarms';
import type { ExpectedStage } from './expected-stage';
import { widgetTexts } from './widget-texts';

const resource = z.looseObject({
  '//': z.object({ metadata: z.object({ path: z.string() }) }).optional(),
});
const blocks = z.record(z.string(), z.record(z.string(), resource));
const synthesized = z.object({
  resource: blocks,
  data: blocks,
  output: z.record(z.string(), z.unknown()),
});

const table = z.object({
  hash_key: z.string(),
  range_key: z.string(),
  billing_mode: z.string(),
  deletion_protection_enabled: z.boolean(),
  global_secondary_index: z.array(
    z.object({
      name: z.string(),
      hash_key: z.string(),
      range_key: z.string(),
      projection_type: z.string(),
    }),
  ),
  point_in_time_recovery: z.object({ enabled: z.boolean() }),
});
const lifecycle = z.object({
  rule: z.array(
    z.object({
      id: z.string(),
      transition: z.array(z.object({ days: z.number(), storage_class: z.string() })).optional(),
    }),
  ),
});
const cors = z.object({
  cors_rule: z.array(
    z.object({
      allowed_origins: z.array(z.string()),
      allowed_methods: z.array(z.string()),
      expose_headers: z.array(z.string()),
    }),
  ),
});
const versioning = z.object({ versioning_configuration: z.object({ status: z.string() }) });
const encryption = z.object({
  rule: z.array(
    z.object({
      apply_server_side_encryption_by_default: z.object({ sse_algorithm: z.string() }),
    }),
  ),
});
const distribution = z.object({
  aliases: z.array(z.string()),
  default_cache_behavior: z.object({ viewer_protocol_policy: z.string() }),
  viewer_certificate: z.object({ minimum_protocol_version: z.string() }),
});
const accessControl = z.object({
  origin_access_control_origin_type: z.string(),
  signing_behavior: z.string(),
  signing_protocol: z.string(),
});
const cachePolicy = z.object({
  min_ttl: z.number(),
  default_ttl: z.number(),
  max_ttl: z.number(),
});
const authorizer = z.object({
  jwt_configuration: z.object({ issuer: z.string(), audience: z.array(z.string()) }),
});
const apiStage = z.object({
  default_route_settings: z.object({
    throttling_rate_limit: z.number(),
    throttling_burst_limit: z.number(),
  }),
});
const endpoint = z.object({ service_name: z.string() });
const lambda = z.object({
  function_name: z.string(),
  runtime: z.string(),
  architectures: z.array(z.string()),
  memory_size: z.number(),
  timeout: z.number(),
  vpc_config: z.unknown().optional(),
});
const logGroup = z.object({ retention_in_days: z.number() });
const certificate = z.object({ domain_name: z.string() });

/** What a deploy of this configuration would make of the stage: read from the synthesized stack. */
export function expectedStage(
  shared: SharedConfig,
  stage: StageConfig,
  functions: readonly FunctionDefinition[] = FUNCTIONS,
): ExpectedStage {
  const stack = buildStage(shared, stage, functions);
  stack.prepareStack();
  const { resource: resources, output } = synthesized.parse(stack.toTerraform());
  const all = Object.values(resources).flatMap((ofType) => Object.values(ofType));
  const at = <T>(path: string, schema: z.ZodType<T>): T => {
    const full = `${stack.node.path}/${path}`;
    return schema.parse(all.find((block) => block['//']?.metadata.path === full));
  };
  const { monitoring } = stack;
  const alarms = monitoring.alarms.alarms.map((alarm) => ({
    name: (alarm.resource.alarmNameInput ?? '').replace(alarmNamePrefix(stage.name), ''),
    region: common('alarm', [alarm.series], 'region'),
    threshold: thresholdOf(alarm),
    severity: alarm.definition.severity,
  }));
  return {
    table: at('image-table/table', table),
    lifecycle: at('image-bucket/lifecycle', lifecycle).rule,
    cors: at('image-bucket/cors', cors).cors_rule,
    versioning: at('image-bucket/versioning', versioning).versioning_configuration.status,
    encryption: at('image-bucket/encryption', encryption).rule.map(
      (rule) => rule.apply_server_side_encryption_by_default.sse_algorithm,
    ),
    distribution: at('image-cdn/distribution', distribution),
    accessControl: at('image-cdn/origin-access-control', accessControl),
    cachePolicy: at('image-cdn/cache-policy', cachePolicy),
    certificateDomain: at('image-cdn/certificate/certificate', certificate).domain_name,
    jwt: at('image-api/jwt-authorizer', authorizer).jwt_configuration,
    throttling: at('image-api/default-stage', apiStage).default_route_settings,
    endpoints: Object.values(resources.aws_vpc_endpoint ?? {})
      .map((block) => endpoint.parse(block).service_name)
      .sort(),
    functions: [...stack.functions.deployed.keys()].map((name) => {
      const { vpc_config: vpc, ...configuration } = at(`functions/${name}/function`, lambda);
      const { retention_in_days: logRetentionDays } = at(
        `functions/${name}/role/log-group`,
        logGroup,
      );
      return { ...configuration, isInVpc: vpc !== undefined, logRetentionDays };
    }),
    widgets: widgetTexts(monitoring.dashboard.widgets),
    alarms,
    pageAlarms: new Map(
      alarms.flatMap(({ name, region, severity }) => (severity === 'page' ? [[name, region]] : [])),
    ),
    outputs: Object.keys(output).sort(),
  };
}

function thresholdOf({ resource: alarm, series, threshold }: ServiceAlarm): AlarmThreshold {
  const names = new Set(metricsOf(series).map(({ metricName }) => metricName));
  const operator = alarm.comparisonOperatorInput ?? '';
  return {
    metric: [...names].join(', '),
    ...(isMath(series) ? { expression: series.expression } : { statistic: series.statistic }),
    comparison: COMPARISONS[operator] ?? operator,
    value: threshold,
    periodSeconds: common('alarm', [series], 'period'),
    periods: alarm.datapointsToAlarmInput ?? 1,
    of: alarm.evaluationPeriodsInput ?? 1,
  };
}
