import { z } from 'zod';
import type { Scope } from '../aws-request';
import type { Moto } from '../moto';
import { askedOfCloudFront, deliveriesOf } from './deliveries';
import { tagsOf, text, texts, type Input, type Tags } from '../input';
import {
  anywhere,
  regional,
  requestTags,
  resourceTags,
  type Asked,
  type Context,
  type Kind,
  type Named,
  type Permission,
  type PermissionsOf,
} from './permission';
import { boundaryOf } from './role';

/** A service whose actions are named like its operations. */
interface OperationsService {
  /** As IAM calls it. @default as signatures do */
  readonly prefix?: string;
  /** What the operations of these names reach cannot be named, or they list what there is. */
  readonly anywhere?: RegExp;
  /** The resources that the parameters name. */
  readonly named: (asked: Asked) => Promise<readonly Named[]> | readonly Named[];
  /** The action that tags given at creation take, by the operation that creates. */
  readonly tagging?: Readonly<Record<string, string>>;
  /** What is asked of another service. */
  readonly also?: (asked: Asked) => readonly Permission[];
  /** What of the request AWS says besides its tags. */
  readonly context?: (input: Input) => Context;
}

/** Resources of a region by their names, which follow that beginning in their ARNs, or by their ARNs. */
const resources = (
  signed: Scope,
  kind: Kind,
  beginning: string,
  names: readonly string[],
): Named[] => {
  const [service = ''] = kind.split(':');
  return names.map((name) => ({
    kind,
    resource: name.startsWith('arn:') ? name : regional(signed, service, beginning + name),
  }));
};

const SERVICES: Readonly<Record<string, OperationsService>> = {
  acm: {
    anywhere: /^(?:List|Request)Certificates?$/,
    context: ({ DomainName, SubjectAlternativeNames = [] }) =>
      DomainName === undefined
        ? {}
        : {
            'acm:DomainNames': [
              ...new Set([DomainName, SubjectAlternativeNames].flat() as string[]),
            ],
          },
    named: async ({ moto, signed, input, operation }) => {
      // Asked for the tags that it is to have.
      if (operation === 'RequestCertificate') {
        return [{ kind: 'acm:certificate', resource: regional(signed, 'acm', 'certificate/*') }];
      }
      const resource = text(input, 'CertificateArn');
      if (resource === undefined) return [];
      const tags = await certificateTags(moto, signed, resource);
      return [{ kind: 'acm:certificate', resource, context: resourceTags(tags) }];
    },
    tagging: { RequestCertificate: 'AddTagsToCertificate' },
  },
  dynamodb: {
    anywhere: /^ListTables$/,
    named: async ({ moto, signed, input }) => {
      const tables = [...texts(input, 'ResourceArn'), ...texts(input, 'TableName')];
      const found = resources(signed, 'dynamodb:table', 'table/', tables);
      const item = input.Key ?? input.Item;
      const name = text(input, 'TableName');
      if (item === undefined || name === undefined) return found;
      const key = await partitionKey(moto, signed, name);
      const value = Object.values((item as Record<string, object>)[key] ?? {}) as string[];
      return found.map((one) => ({ ...one, context: { 'dynamodb:LeadingKeys': value } }));
    },
    tagging: { CreateTable: 'TagResource' },
  },
  events: {
    anywhere: /^List(?:Rules|EventBuses)$/,
    named: ({ signed, input, operation }) =>
      resources(signed, 'events:rule-on-default-event-bus', 'rule/', [
        ...texts(input, 'ResourceARN'),
        ...texts(input, operation.includes('Target') ? 'Rule' : 'Name'),
      ]),
    tagging: { PutRule: 'TagResource' },
  },
  iam: {
    anywhere: /^List(?:Roles|Policies|OpenIDConnectProviders|InstanceProfiles)$/,
    named: async ({ moto, signed, input }) => {
      const role = text(input, 'RoleName');
      const account = `arn:aws:iam::${signed.accountId}`;
      if (role === undefined) {
        return texts(input, 'PolicyArn').map((resource) => ({ kind: 'iam:policy', resource }));
      }
      const given = text(input, 'PermissionsBoundary');
      const boundary = given ?? (await boundaryOf(moto, signed, role));
      return [
        {
          kind: 'iam:role',
          resource: `${account}:role/${role}`,
          context: {
            ...(boundary !== undefined && { 'iam:PermissionsBoundary': boundary }),
            ...(text(input, 'PolicyArn') && { 'iam:PolicyARN': texts(input, 'PolicyArn') }),
          },
        },
      ];
    },
    tagging: { CreateRole: 'TagRole' },
  },
  kms: {
    anywhere: /^(?:ListKeys|ListAliases|CreateKey)$/,
    named: async ({ moto, signed, input }) => {
      const id = text(input, 'KeyId');
      if (id === undefined) return [];
      const key = await keyOf(moto, signed, id);
      const request = id.startsWith('alias/') ? { 'kms:RequestAlias': id } : {};
      const context = { 'kms:ResourceAliases': key.aliases, ...request };
      return [{ kind: 'kms:key', resource: key.arn, context }];
    },
  },
  logs: {
    anywhere: /^Describe(?:LogGroups|ResourcePolicies)$/,
    named: (asked) => {
      const { signed, input, operation } = asked;
      const arns = texts(input, 'resourceArn');
      if (operation.includes('Deliver') || arns.some((arn) => arn.includes(':delivery'))) {
        return deliveriesOf(asked);
      }
      return resources(signed, 'logs:log-group', 'log-group:', [
        ...arns.map((arn) => arn.replace(/:\*$/, '')),
        ...texts(input, 'logGroupName'),
      ]);
    },
    tagging: {
      CreateLogGroup: 'TagResource',
      CreateDelivery: 'TagResource',
      PutDeliveryDestination: 'TagResource',
      PutDeliverySource: 'TagResource',
    },
    also: askedOfCloudFront,
  },
  monitoring: {
    prefix: 'cloudwatch',
    anywhere: /^(?:GetMetricData|GetMetricStatistics|ListMetrics|ListDashboards|PutMetricData)$/,
    named: ({ signed, input, operation }) => {
      const dashboards = [...texts(input, 'DashboardName'), ...texts(input, 'DashboardNames')];
      const alarms = ['ResourceARN', 'AlarmName', 'AlarmNames'].flatMap((name) =>
        texts(input, name),
      );
      // Asked for otherwise than by name, it is all that there are.
      if (operation === 'DescribeAlarms' && alarms.length === 0) alarms.push('*');
      const global = { ...signed, region: '' };
      return [
        ...resources(global, 'cloudwatch:dashboard', 'dashboard/', dashboards),
        ...resources(signed, 'cloudwatch:alarm', 'alarm:', alarms),
      ];
    },
    tagging: { PutMetricAlarm: 'TagResource', PutCompositeAlarm: 'TagResource' },
  },
  sns: {
    anywhere: /^List(?:Topics|Subscriptions)$/,
    named: ({ signed, input }) =>
      resources(signed, 'sns:topic', '', [
        ...['TopicArn', 'ResourceArn'].flatMap((name) => texts(input, name)),
        // A subscription's is its topic's, and an id.
        ...texts(input, 'SubscriptionArn').map((arn) => arn.replace(/:[^:]+$/, '')),
        ...texts(input, 'Name'),
      ]),
    tagging: { CreateTopic: 'TagResource' },
  },
  sqs: {
    anywhere: /^ListQueues$/,
    named: ({ signed, input }) =>
      resources(signed, 'sqs:queue', '', [
        ...texts(input, 'QueueName'),
        ...texts(input, 'QueueUrl').map((url) => url.replace(/^.*\//, '')),
      ]),
    tagging: { CreateQueue: 'TagQueue' },
  },
  ssm: {
    anywhere: /^DescribeParameters$/,
    named: ({ signed, input }) => {
      const names = ['Name', 'Names', 'ResourceId'].flatMap((name) => texts(input, name));
      const paths = names.map((name) => name.replace(/^\//, ''));
      return resources(signed, 'ssm:parameter', 'parameter/', paths);
    },
    tagging: { PutParameter: 'AddTagsToResource' },
  },
  tagging: { prefix: 'tag', anywhere: /^Get(?:Resources|TagKeys|TagValues)$/, named: () => [] },
};

/** What a call takes of a service whose actions are named like its operations. */
export const permissionsOfOperation: PermissionsOf = async (asked) => {
  const { call, operation, input } = asked;
  const service = SERVICES[call.service];
  if (service === undefined || operation === '') return undefined;
  const {
    prefix = call.service,
    tagging = {},
    also = () => [],
    context: said = () => ({}),
  } = service;
  const tags = tagsOf(input.Tags ?? input.tags);
  const removed = [...texts(input, 'TagKeys'), ...texts(input, 'tagKeys')];
  const context = { ...said(input), ...requestTags(tags, removed) };
  const named = await service.named(asked);
  const of = (action: string): Permission[] =>
    named.map((one) => ({
      ...{ action: `${prefix}:${action}`, kind: one.kind, resource: one.resource },
      context: { ...context, ...one.context },
    }));
  const tagged = Object.keys(tags).length > 0 ? tagging[operation] : undefined;
  const own =
    service.anywhere?.test(operation) === true
      ? [anywhere(`${prefix}:${operation}`, context)]
      : of(operation);
  if (own.length === 0) return undefined;
  return [...own, ...(tagged === undefined ? [] : of(tagged)), ...also(asked)];
};

async function certificateTags(moto: Moto, scope: Scope, arn: string): Promise<Tags> {
  const input = { CertificateArn: arn };
  const schema = z.object({ Tags: z.array(z.record(z.string(), z.string())).default([]) });
  const found = await moto.json(scope, 'acm', 'ListTagsForCertificate', input).catch(() => ({}));
  return tagsOf(schema.parse(found).Tags);
}

async function partitionKey(moto: Moto, scope: Scope, TableName: string): Promise<string> {
  const element = z.object({ AttributeName: z.string(), KeyType: z.string() });
  const schema = z.object({ Table: z.object({ KeySchema: z.array(element) }) });
  const { Table } = schema.parse(
    await moto.json(scope, 'dynamodb', 'DescribeTable', { TableName }),
  );
  return Table.KeySchema.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
}

/** A key by its id, ARN or alias. */
async function keyOf(
  moto: Moto,
  scope: Scope,
  KeyId: string,
): Promise<{ readonly arn: string; readonly aliases: readonly string[] }> {
  const key = z.object({ KeyMetadata: z.object({ Arn: z.string(), KeyId: z.string() }) });
  const { KeyMetadata } = key.parse(await moto.json(scope, 'kms', 'DescribeKey', { KeyId }));
  const list = z.object({ Aliases: z.array(z.object({ AliasName: z.string() })) });
  const of = { KeyId: KeyMetadata.KeyId };
  const { Aliases } = list.parse(await moto.json(scope, 'kms', 'ListAliases', of));
  return { arn: KeyMetadata.Arn, aliases: Aliases.map(({ AliasName }) => AliasName) };
}
