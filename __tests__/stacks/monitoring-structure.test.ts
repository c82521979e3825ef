import { describe, expect, it } from '@jest/globals';
import { functionName } from '../../src/config/names';
import type { GraphWidget, PlacedWidget } from '../../src/constructs/monitoring/widgets';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { synthesizeAccess } from '../support/access';
import { config, stage } from '../support/config';
import { KNOWN_FUNCTIONS } from '../support/known-functions';
import { METRICS } from '../support/metrics';
import { resolved, synthesize, testApp } from '../support/stack';

type Properties = Readonly<Record<string, unknown>>;

/** A metric as an alarm or a graph names it, and in which region it looks for it. */
interface Named {
  readonly region: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

const STAGES = [
  stage('dev'),
  stage('prod'),
  stage('staging', { region: 'eu-west-1', billingAlarm: 'account' }),
];

describe.each(STAGES)('The monitoring of $name in $region', (of) => {
  const stack = new ImageServiceStack(testApp(), { shared: config.shared, stage: of });
  const synthesized = synthesize(stack);
  const { resource } = synthesized;
  const { access } = synthesizeAccess([of]);

  /** The resource that a reference such as `${aws_kms_key.x.arn}` means. */
  function referenced(reference: unknown, type: string): Properties {
    const [, foundType, name] =
      /^\$\{(?:format\([^,]+, )?(?:data\.)?(\w+)\.([\w-]+)\./.exec(String(reference)) ?? [];
    expect(foundType).toBe(type);
    const blocks = type === 'aws_iam_policy_document' ? synthesized.data : resource;
    const found = blocks?.[type]?.[name ?? ''];
    if (found === undefined) throw new Error(`${String(reference)} is not in the stack`);
    return found;
  }

  /** The resources of that type whose property refers to the same resource as `reference`. */
  function enabling(type: string, property: string, reference: unknown): Properties[] {
    const owner = String(reference).split('.')[1];
    return Object.values(resource[type] ?? {}).filter(
      (found) => String(found[property]).split('.')[1] === owner,
    );
  }

  /** Bootstrap has made it. */
  function keyNamed(alias: unknown, region: string): Properties {
    const aliases = Object.values(access.resource.aws_kms_alias ?? {});
    const named = aliases.filter((one) => one.name === alias);
    const found = named.find(({ provider }) => (provider ?? 'aws.us-east-1') === `aws.${region}`);
    const [, address = ''] = /aws_kms_key\.([\w-]+)\./.exec(String(found?.target_key_id)) ?? [];
    const key = access.resource.aws_kms_key?.[address];
    if (key === undefined) throw new Error(`no key ${String(alias)} in ${region}`);
    return key;
  }

  function documentOf(reference: unknown): Properties {
    const [, address = ''] = /aws_iam_policy_document\.([\w-]+)\./.exec(String(reference)) ?? [];
    const ofStack = [synthesized, access].map(
      ({ data }) => data?.aws_iam_policy_document?.[address],
    );
    const found = ofStack.find((document) => document !== undefined);
    if (found === undefined) throw new Error(`${String(reference)} is in neither stack`);
    return found;
  }

  const regionOf = ({ provider }: Properties): string =>
    provider === 'aws.us-east-1' ? 'us-east-1' : of.region;
  const alarms = Object.values(resource.aws_cloudwatch_metric_alarm ?? {});
  const composites = Object.values(resource.aws_cloudwatch_composite_alarm ?? {});
  const widgets = resolved(stack, stack.monitoring.dashboard.widgets) as readonly PlacedWidget[];

  function namedByAlarms(): Named[] {
    return alarms.flatMap((alarm) => {
      const queries = (alarm.metric_query ?? []) as readonly { readonly metric?: Properties }[];
      const metrics =
        alarm.metric_query === undefined
          ? [alarm]
          : queries.flatMap(({ metric }) => (metric === undefined ? [] : [metric]));
      return metrics.map((metric) => ({
        region: regionOf(alarm),
        namespace: String(metric.namespace),
        metric: String(metric.metric_name),
        dimensions: metric.dimensions as Named['dimensions'],
      }));
    });
  }

  function namedByGraphs(): Named[] {
    const graphs = widgets.filter((w): w is PlacedWidget & GraphWidget => w.type === 'metric');
    return graphs.flatMap(({ properties }) =>
      properties.metrics.flatMap((line) => {
        const [namespace, metric, ...rest] = line.filter((part) => typeof part === 'string');
        if (namespace === undefined || metric === undefined) return [];
        const pairs = rest.flatMap((part, index) =>
          index % 2 === 0 ? [[part, rest[index + 1] ?? ''] as const] : [],
        );
        return [
          {
            region: properties.region,
            namespace,
            metric,
            dimensions: Object.fromEntries(pairs),
          },
        ];
      }),
    );
  }

  /** What of the stack makes AWS emit a metric of that namespace; throws or fails when nothing does. */
  const EMITTED: Readonly<Record<string, (named: Named) => void>> = {
    'AWS/Lambda': ({ dimensions, region, metric }) => {
      const configured = KNOWN_FUNCTIONS.map(({ name }) => functionName(of.name, name));
      expect(region).toBe(of.region);
      // Concurrency is of the whole account.
      const isOfAccount = ['ClaimedAccountConcurrency', 'ConcurrentExecutions'].includes(metric);
      expect(Object.keys(dimensions)).toEqual(isOfAccount ? [] : ['FunctionName']);
      if (!isOfAccount) expect(configured).toContain(dimensions.FunctionName);
    },
    'AWS/SQS': () => {
      throw new Error('no function of a stage has a dead-letter queue yet');
    },
    'AWS/DynamoDB': ({ dimensions, region, metric }) => {
      if (metric.startsWith('AccountMax')) {
        expect(dimensions).toEqual({});
        expect(region).toBe(of.region);
        return;
      }
      const table = referenced(dimensions.TableName, 'aws_dynamodb_table');
      const { TableName, GlobalSecondaryIndexName: index, Operation, ...others } = dimensions;
      expect(TableName).toMatch(/\.name\}$/);
      expect(others).toEqual({});
      // Latency is measured per operation and never per index, all else the other way round.
      expect(Operation === undefined).toBe(metric !== 'SuccessfulRequestLatency');
      if (index !== undefined) {
        expect(table.global_secondary_index).toContainEqual(
          expect.objectContaining({ name: index }),
        );
      }
      expect(region).toBe(of.region);
    },
    'AWS/S3': ({ dimensions, region, metric }) => {
      referenced(dimensions.BucketName, 'aws_s3_bucket');
      expect(region).toBe(of.region);
      if (metric === 'BucketSizeBytes') {
        expect(Object.keys(dimensions).sort()).toEqual(['BucketName', 'StorageType']);
        const [lifecycle] = enabling(
          'aws_s3_bucket_lifecycle_configuration',
          'bucket',
          dimensions.BucketName,
        );
        const tiers = dimensions.StorageType?.startsWith('IntelligentTiering') === true;
        if (tiers) expect(JSON.stringify(lifecycle)).toContain('"INTELLIGENT_TIERING"');
        else expect(dimensions.StorageType).toBe('StandardStorage');
        return;
      }
      expect(Object.keys(dimensions).sort()).toEqual(['BucketName', 'FilterId']);
      const filter = referenced(dimensions.FilterId, 'aws_s3_bucket_metric');
      expect(enabling('aws_s3_bucket_metric', 'bucket', dimensions.BucketName)).toEqual([filter]);
      expect(dimensions.FilterId).toMatch(/\.name\}$/);
    },
    'AWS/CloudFront': ({ dimensions, region, metric }) => {
      referenced(dimensions.DistributionId, 'aws_cloudfront_distribution');
      expect(dimensions).toEqual({ DistributionId: expect.anything(), Region: 'Global' });
      expect(region).toBe('us-east-1');
      if (metric !== 'CacheHitRate') return;
      expect(
        enabling(
          'aws_cloudfront_monitoring_subscription',
          'distribution_id',
          dimensions.DistributionId,
        ),
      ).toMatchObject([
        {
          monitoring_subscription: {
            realtime_metrics_subscription_config: {
              realtime_metrics_subscription_status: 'Enabled',
            },
          },
        },
      ]);
    },
    'AWS/ApiGateway': ({ dimensions, region }) => {
      expect(Object.keys(dimensions).sort()).toEqual(['ApiId', 'Stage']);
      expect(referenced(dimensions.ApiId, 'aws_apigatewayv2_api').protocol_type).toBe('HTTP');
      const deployed = referenced(dimensions.Stage, 'aws_apigatewayv2_stage');
      expect(deployed.api_id).toBe(dimensions.ApiId);
      expect(deployed.default_route_settings).toMatchObject({ detailed_metrics_enabled: true });
      expect(region).toBe(of.region);
    },
    'AWS/CertificateManager': ({ dimensions, region }) => {
      const certificate = referenced(dimensions.CertificateArn, 'aws_acm_certificate');
      expect(regionOf(certificate)).toBe(region);
    },
    'AWS/Billing': ({ dimensions, region }) => {
      expect(dimensions).toEqual({ Currency: 'USD' });
      expect(region).toBe('us-east-1');
    },
  };

  it('has every alarm reach a topic in its region', () => {
    expect(alarms.length).toBeGreaterThan(10);
    for (const alarm of [...alarms, ...composites]) {
      const { alarm_actions: raised, ok_actions: ended } = alarm;
      expect(ended).toEqual(raised);
      const [action, ...more] = raised as readonly unknown[];
      expect(more).toEqual([]);
      expect(regionOf(referenced(action, 'aws_sns_topic'))).toBe(regionOf(alarm));
    }
  });

  it('lets CloudWatch through: the topic, and its key in the same region, by their policies', () => {
    const topics = Object.entries(resource.aws_sns_topic ?? {});
    expect(topics).toHaveLength(of.region === 'us-east-1' ? 2 : 4);
    for (const [name, topic] of topics) {
      const key = keyNamed(topic.kms_master_key_id, regionOf(topic));
      const [topicPolicy] = enabling('aws_sns_topic_policy', 'arn', `aws_sns_topic.${name}`);
      for (const [policy, actions] of [
        [key.policy, ['kms:Decrypt', 'kms:GenerateDataKey*']],
        [topicPolicy?.policy, ['sns:Publish']],
      ]) {
        expect(documentOf(policy).statement).toContainEqual(
          expect.objectContaining({
            principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
            actions,
            condition: [expect.objectContaining({ variable: 'aws:SourceAccount' })],
          }),
        );
      }
    }
  });

  it.each(Object.entries(EMITTED))(
    'only looks for metrics in %s that exist',
    (namespace, check) => {
      const named = [...namedByAlarms(), ...namedByGraphs()].filter(
        (metric) => metric.namespace === namespace,
      );
      const isWatched =
        namespace !== 'AWS/SQS' && (namespace !== 'AWS/Billing' || of.billingAlarm === 'account');
      expect(named.length > 0).toBe(isWatched);
      for (const metric of named) {
        expect(METRICS[namespace]).toContain(metric.metric);
        check(metric);
      }
    },
  );

  it('looks for no others', () => {
    const namespaces = [...namedByAlarms(), ...namedByGraphs()].map(({ namespace }) => namespace);
    expect(Object.keys(EMITTED)).toEqual(expect.arrayContaining(namespaces));
  });

  it('pages by composite alarms of alarms that are in their own region', () => {
    expect(composites.map(regionOf).sort()).toEqual([...new Set([of.region, 'us-east-1'])].sort());
    for (const composite of composites) {
      const children = String(composite.alarm_rule).match(/\$\{[^}]+\}/g) ?? [];
      expect(children.length).toBeGreaterThan(0);
      for (const child of children) {
        const alarm = referenced(child, 'aws_cloudwatch_metric_alarm');
        expect(regionOf(alarm)).toBe(regionOf(composite));
      }
    }
  });
});
