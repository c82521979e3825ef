import { z } from 'zod';
import type { Scope } from './aws-request';
import { jsonAnswer, type Route } from './call';
import { AwsError } from './errors';
import type { JsonService, Moto, QueryService } from './moto';
import type { Store } from './store';

const TAGGING: JsonService = {
  service: 'tagging',
  targetPrefix: 'ResourceGroupsTaggingAPI_20170126',
  version: '1.1',
};

const LARGEST_PAGE = 100;

const inputSchema = z.object({
  TagFilters: z
    .array(z.object({ Key: z.string(), Values: z.array(z.string()).default([]) }))
    .default([]),
  ResourceTypeFilters: z.array(z.string()).default([]),
  ResourceARNList: z.array(z.string()).default([]),
  ResourcesPerPage: z.number().default(LARGEST_PAGE),
  PaginationToken: z.string().default(''),
});

const pageSchema = z.object({
  ResourceTagMappingList: z.array(
    z.object({
      ResourceARN: z.string(),
      Tags: z.array(z.object({ Key: z.string(), Value: z.string() })),
    }),
  ),
  PaginationToken: z.string().nullish(),
});

/** A resource as the tagging API lists it. */
export type TaggedResource = z.infer<typeof pageSchema>['ResourceTagMappingList'][number];

export interface TaggingProps {
  readonly moto: Moto;
  readonly store: Store;
  readonly now: () => Date;
}

/**
 * GetResources, with what moto's leaves out: HTTP APIs and their stages, distributions, VPC endpoints
 * and the rules of security groups. What was listed once and is deleted stays listed, as on AWS, for
 * as long as the store says.
 */
export const tagging =
  (props: TaggingProps): Route =>
  async (call) => {
    if (call.signed?.service !== 'tagging' || (await call.operation()) !== 'GetResources') {
      return undefined;
    }
    const body: unknown = JSON.parse((await call.body()).toString('utf8'));
    const input = inputSchema.parse(body);
    const all = (await everyResource(props, call.signed)).filter((resource) =>
      isAskedFor(resource, input),
    );
    const start = input.PaginationToken === '' ? 0 : Number(input.PaginationToken);
    if (!Number.isInteger(start)) {
      throw new AwsError('PaginationTokenExpiredException', 400, 'The token is not valid.');
    }
    const end = start + Math.min(input.ResourcesPerPage, LARGEST_PAGE);
    return jsonAnswer(200, {
      ResourceTagMappingList: all.slice(start, end),
      PaginationToken: end < all.length ? String(end) : '',
    });
  };

async function everyResource(
  { moto, store, now }: TaggingProps,
  scope: Scope,
): Promise<readonly TaggedResource[]> {
  const found = [
    ...(await motosOwn(moto, scope)),
    ...(await httpApis(moto, scope)),
    ...(await ec2Resources(moto, scope)),
    ...distributions(store, scope),
  ];
  const tagged = found.filter(({ Tags }) => Tags.length > 0);
  return store.listedResources(`${scope.accountId}/${scope.region}`, tagged, now());
}

async function motosOwn(moto: Moto, scope: Scope): Promise<readonly TaggedResource[]> {
  const all: TaggedResource[] = [];
  let token: string | null | undefined = '';
  do {
    const answer: unknown = await moto.json(scope, TAGGING, 'GetResources', {
      PaginationToken: token,
    });
    const page: z.infer<typeof pageSchema> = pageSchema.parse(answer);
    all.push(...page.ResourceTagMappingList);
    token = page.PaginationToken;
  } while (token);
  // moto calls a VPC's flow log `flow-logs`; in AWS's ARNs it is `vpc-flow-log`.
  return all.map(({ ResourceARN, Tags }) => ({
    ResourceARN: ResourceARN.replace(
      /^(arn:aws:ec2:[^:]*:\d+:)flow-logs(?=\/fl-)/,
      '$1vpc-flow-log',
    ),
    Tags,
  }));
}

const tagRecord = z.record(z.string(), z.string()).nullish();
const apiList = z.object({ items: z.array(z.object({ apiId: z.string(), tags: tagRecord })) });
const stageList = z.object({
  items: z.array(z.object({ stageName: z.string(), tags: tagRecord })),
});

async function httpApis(moto: Moto, scope: Scope): Promise<readonly TaggedResource[]> {
  const { items } = apiList.parse(await moto.read(scope, 'apigateway', '/v2/apis'));
  const found = items.map(async ({ apiId, tags }) => {
    const arn = `arn:aws:apigateway:${scope.region}::/apis/${apiId}`;
    const stages = await moto.read(scope, 'apigateway', `/v2/apis/${apiId}/stages`);
    return [
      tagged(arn, tags),
      ...stageList
        .parse(stages)
        .items.map((stage) => tagged(`${arn}/stages/${stage.stageName}`, stage.tags)),
    ];
  });
  return (await Promise.all(found)).flat();
}

const EC2: QueryService = { service: 'ec2', version: '2016-11-15' };

/** A set of EC2's, which is empty text when there is nothing in it. */
const setOf = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((set) => [(set as { item?: unknown }).item ?? []].flat(), z.array(item));

const tagSet = setOf(z.object({ key: z.string(), value: z.string() }));

const endpointsSchema = z.object({
  DescribeVpcEndpointsResponse: z.object({
    vpcEndpointSet: setOf(z.object({ vpcEndpointId: z.string(), state: z.string(), tagSet })),
  }),
});

const rulesSchema = z.object({
  DescribeSecurityGroupRulesResponse: z.object({
    securityGroupRuleSet: setOf(z.object({ securityGroupRuleId: z.string(), tagSet })),
  }),
});

/** Not by DescribeTags: moto keeps the tags of what was deleted. */
async function ec2Resources(moto: Moto, scope: Scope): Promise<readonly TaggedResource[]> {
  const describe = (operation: string): Promise<unknown> => moto.query(scope, EC2, operation, {});
  const named = (name: string, tags: z.infer<typeof tagSet>): TaggedResource => ({
    ResourceARN: `arn:aws:ec2:${scope.region}:${scope.accountId}:${name}`,
    Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
  });
  const { vpcEndpointSet } = endpointsSchema.parse(
    await describe('DescribeVpcEndpoints'),
  ).DescribeVpcEndpointsResponse;
  const { securityGroupRuleSet } = rulesSchema.parse(
    await describe('DescribeSecurityGroupRules'),
  ).DescribeSecurityGroupRulesResponse;
  return [
    ...vpcEndpointSet
      .filter(({ state }) => state !== 'deleted')
      .map((endpoint) => named(`vpc-endpoint/${endpoint.vpcEndpointId}`, endpoint.tagSet)),
    ...securityGroupRuleSet.map((rule) =>
      named(`security-group-rule/${rule.securityGroupRuleId}`, rule.tagSet),
    ),
  ];
}

/** What is global is listed in us-east-1. */
function distributions(store: Store, { accountId, region }: Scope): readonly TaggedResource[] {
  if (region !== 'us-east-1') return [];
  return Object.entries(store.account(accountId).tags).map(([arn, tags]) => tagged(arn, tags));
}

const tagged = (ResourceARN: string, tags: z.infer<typeof tagRecord>): TaggedResource => ({
  ResourceARN,
  Tags: Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
});

function isAskedFor(
  { ResourceARN, Tags }: TaggedResource,
  { TagFilters, ResourceTypeFilters, ResourceARNList }: z.infer<typeof inputSchema>,
): boolean {
  const [, , service = '', , , ...resource] = ResourceARN.split(':');
  const [type = ''] = resource.join(':').replace(/^\//, '').split(/[:/]/);
  return (
    TagFilters.every(({ Key, Values }) =>
      Tags.some((tag) => tag.Key === Key && (Values.length === 0 || Values.includes(tag.Value))),
    ) &&
    (ResourceTypeFilters.length === 0 ||
      ResourceTypeFilters.some(
        (filter) => filter === service || filter === `${service}:${type}`,
      )) &&
    (ResourceARNList.length === 0 || ResourceARNList.includes(ResourceARN))
  );
}
