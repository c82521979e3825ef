import { z } from 'zod';
import type { Aws } from './aws';
import type { Scope } from './aws-request';
import { jsonAnswer, type Route } from './call';
import { AwsError } from './errors';
import { tagList, type Tags } from './input';
import type { Moto } from './moto';
import type { Store, TaggedResource } from './store';

/** What the commands ask by; https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html has more. */
const inputSchema = z.strictObject({
  TagFilters: z
    .array(z.object({ Key: z.string(), Values: z.array(z.string()).default([]) }))
    .default([]),
  ResourcesPerPage: z.number().int().min(1).max(100).default(100),
  PaginationToken: z.string().default(''),
});

/**
 * GetResources, with what moto's leaves out: HTTP APIs and their stages, distributions, composite
 * alarms, VPC endpoints and the rules of security groups. What was listed once and is deleted stays listed, as on AWS, for
 * as long as the store says.
 */
export const tagging =
  (aws: Aws): Route =>
  async (call) => {
    if (call.signed?.service !== 'tagging' || (await call.operation()) !== 'GetResources') {
      return undefined;
    }
    const sent = (await call.body()).toString('utf8');
    const parsed = inputSchema.safeParse(JSON.parse(sent === '' ? '{}' : sent));
    if (!parsed.success) {
      throw new AwsError('InvalidParameterException', 400, z.prettifyError(parsed.error));
    }
    const input = parsed.data;
    const all = (await everyResource(aws, call.signed)).filter((resource) =>
      isAskedFor(resource, input),
    );
    const start = Number(input.PaginationToken);
    if (!Number.isInteger(start)) {
      throw new AwsError('PaginationTokenExpiredException', 400, 'The token is not valid.');
    }
    const end = start + input.ResourcesPerPage;
    return jsonAnswer(200, {
      ResourceTagMappingList: all.slice(start, end),
      PaginationToken: end < all.length ? String(end) : '',
    });
  };

async function everyResource(
  { moto, store, now }: Aws,
  scope: Scope,
): Promise<readonly TaggedResource[]> {
  const found = [
    ...(await motosOwn(moto, scope)),
    ...(await httpApis(moto, scope)),
    ...(await ec2Resources(moto, scope)),
    ...distributions(store, scope),
    ...compositeAlarms(store, scope),
  ];
  const tagged = found.filter(({ Tags }) => Tags.length > 0);
  return store.listedResources(scope, tagged, now());
}

interface Page {
  readonly ResourceTagMappingList: readonly TaggedResource[];
  readonly PaginationToken?: string;
}

async function motosOwn(moto: Moto, scope: Scope): Promise<readonly TaggedResource[]> {
  const all: TaggedResource[] = [];
  let PaginationToken = '';
  do {
    const page = (await moto.json(scope, 'tagging', 'GetResources', { PaginationToken })) as Page;
    all.push(...page.ResourceTagMappingList);
    PaginationToken = page.PaginationToken ?? '';
  } while (PaginationToken !== '');
  // moto calls a VPC's flow log `flow-logs`; in AWS's ARNs it is `vpc-flow-log`.
  return all.map(({ ResourceARN, Tags }) => ({
    ResourceARN: ResourceARN.replace(
      /^(arn:aws:ec2:[^:]*:\d+:)flow-logs(?=\/fl-)/,
      '$1vpc-flow-log',
    ),
    Tags,
  }));
}

type TagRecord = Tags | null | undefined;

interface ItemsOf<Item> {
  readonly items: readonly (Item & { readonly tags?: TagRecord })[];
}

async function httpApis(moto: Moto, scope: Scope): Promise<readonly TaggedResource[]> {
  const path = '/v2/apis';
  const apis = (await moto.read(scope, 'apigateway', path)) as ItemsOf<{ apiId: string }>;
  const found = apis.items.map(async ({ apiId, tags }) => {
    const arn = `arn:aws:apigateway:${scope.region}::/apis/${apiId}`;
    const stages = (await moto.read(scope, 'apigateway', `${path}/${apiId}/stages`)) as ItemsOf<{
      stageName: string;
    }>;
    return [
      tagged(arn, tags),
      ...stages.items.map((stage) => tagged(`${arn}/stages/${stage.stageName}`, stage.tags)),
    ];
  });
  return (await Promise.all(found)).flat();
}

/** A set of EC2's, which is empty text when there is nothing in it. */
interface SetOf<Item> {
  readonly item?: readonly Item[];
}

interface Described {
  readonly state?: string;
  readonly tagSet: SetOf<{ readonly key: string; readonly value: string }>;
}

/** Not by DescribeTags: moto keeps the tags of what was deleted. */
async function ec2Resources(moto: Moto, scope: Scope): Promise<readonly TaggedResource[]> {
  const describe = async (operation: string, set: string, type: string, id: string) => {
    const answer = (await moto.query(scope, 'ec2', operation, {})) as Record<
      string,
      Record<string, SetOf<Described & Record<string, unknown>>>
    >;
    const found = answer[`${operation}Response`]?.[set]?.item ?? [];
    return found
      .filter(({ state }) => state !== 'deleted')
      .map((one) => ({
        ResourceARN: `arn:aws:ec2:${scope.region}:${scope.accountId}:${type}/${String(one[id])}`,
        Tags: (one.tagSet.item ?? []).map(({ key, value }) => ({ Key: key, Value: value })),
      }));
  };
  const rules = ['securityGroupRuleSet', 'security-group-rule', 'securityGroupRuleId'] as const;
  return [
    ...(await describe('DescribeVpcEndpoints', 'vpcEndpointSet', 'vpc-endpoint', 'vpcEndpointId')),
    ...(await describe('DescribeSecurityGroupRules', ...rules)),
  ];
}

/** What is global is listed in us-east-1. */
function distributions(store: Store, { accountId, region }: Scope): readonly TaggedResource[] {
  if (region !== 'us-east-1') return [];
  return Object.entries(store.account(accountId).tags).map(([arn, tags]) => tagged(arn, tags));
}

function compositeAlarms(store: Store, scope: Scope): readonly TaggedResource[] {
  const composites = Object.values(store.compositeAlarms(scope));
  return composites.map(({ alarm, tags }) => tagged(alarm.AlarmArn, tags));
}

const tagged = (ResourceARN: string, tags: TagRecord): TaggedResource => ({
  ResourceARN,
  Tags: tagList(tags ?? {}),
});

const isAskedFor = (
  { Tags }: TaggedResource,
  { TagFilters }: z.infer<typeof inputSchema>,
): boolean =>
  TagFilters.every(({ Key, Values }) =>
    Tags.some((tag) => tag.Key === Key && (Values.length === 0 || Values.includes(tag.Value))),
  );
