import { text } from 'node:stream/consumers';
import {
  CreateDistributionWithTagsCommand,
  DeleteDistributionCommand,
} from '@aws-sdk/client-cloudfront';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
  type GetResourcesCommandInput,
  type GetResourcesCommandOutput,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { distributionConfig, settingsFor, startGateway, type Harness } from './harness';

const ACCOUNT = '111122223333';
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:alarms`;
const API = 'arn:aws:apigateway:us-east-1::/apis/a1';
const ENDPOINT = `arn:aws:ec2:us-east-1:${ACCOUNT}:vpc-endpoint/vpce-1`;
const RULE = `arn:aws:ec2:us-east-1:${ACCOUNT}:security-group-rule/sgr-1`;

let gateway: Harness;
let motos: string[];
let endpoints: string[];
let rules: string[];

/** A set of EC2's, as moto writes it. */
const setOf = (name: string, ...items: string[]): string =>
  `<${name}>${items.map((item) => `<item>${item}</item>`).join('')}</${name}>`;

const tags = (...pairs: (readonly [key: string, value: string])[]): string =>
  setOf('tagSet', ...pairs.map(([key, value]) => `<key>${key}</key><value>${value}</value>`));

const endpoint = (id: string, state: string, own: string): string =>
  `<vpcEndpointId>${id}</vpcEndpointId><state>${state}</state>${own}`;

const DYNAMODB = endpoint('vpce-1', 'available', tags(['Stage', 'dev'], ['Name', 'dynamodb']));

const ruleOf = (id: string, own: string): string =>
  `<securityGroupRuleId>${id}</securityGroupRuleId>${own}`;

beforeEach(async () => {
  motos = [TOPIC];
  endpoints = [DYNAMODB];
  rules = [ruleOf('sgr-1', tags(['Stage', 'test'])), ruleOf('sgr-2', tags())];
  gateway = await startGateway((request, response) => {
    if (request.headers['x-amz-target'] !== undefined) {
      const Tags = [{ Key: 'Stage', Value: 'dev' }];
      const ResourceTagMappingList = motos.map((ResourceARN) => ({ ResourceARN, Tags }));
      response.end(JSON.stringify({ ResourceTagMappingList }));
    } else if (request.url === '/v2/apis') {
      const untagged = { apiId: 'a2', tags: {} };
      response.end(JSON.stringify({ items: [{ apiId: 'a1', tags: { Stage: 'dev' } }, untagged] }));
    } else if (request.url === '/v2/apis/a1/stages') {
      response.end(JSON.stringify({ items: [{ stageName: '$default', tags: { Stage: 'dev' } }] }));
    } else if (request.url === '/v2/apis/a2/stages') {
      response.end('{"items":[]}');
    } else {
      void text(request).then((form) => {
        const operation = new URLSearchParams(form).get('Action') ?? '';
        const sets =
          setOf('vpcEndpointSet', ...endpoints) + setOf('securityGroupRuleSet', ...rules);
        response.end(`<${operation}Response>${sets}</${operation}Response>`);
      });
    }
  });
});

async function list(
  input: GetResourcesCommandInput = {},
  region = 'us-east-1',
): Promise<GetResourcesCommandOutput> {
  const client = new ResourceGroupsTaggingAPIClient({
    ...{ ...settingsFor(gateway, ACCOUNT), region },
  });
  const output = await client.send(new GetResourcesCommand(input));
  client.destroy();
  return output;
}

const arns = ({ ResourceTagMappingList = [] }: GetResourcesCommandOutput): unknown[] =>
  ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN);

const makeDistribution = async () => {
  const { Distribution, ETag } = await gateway.cloudFront().send(
    new CreateDistributionWithTagsCommand({
      DistributionConfigWithTags: {
        DistributionConfig: distributionConfig({ Enabled: false }),
        Tags: { Items: [{ Key: 'Stage', Value: 'dev' }] },
      },
    }),
  );
  return { Id: Distribution?.Id, IfMatch: ETag, arn: Distribution?.ARN };
};

describe('the resources with tags', () => {
  it('are those of moto, HTTP APIs, their stages, VPC endpoints and security group rules', async () => {
    const { ResourceTagMappingList } = await list();
    expect(ResourceTagMappingList).toEqual([
      { ResourceARN: TOPIC, Tags: [{ Key: 'Stage', Value: 'dev' }] },
      { ResourceARN: API, Tags: [{ Key: 'Stage', Value: 'dev' }] },
      { ResourceARN: `${API}/stages/$default`, Tags: [{ Key: 'Stage', Value: 'dev' }] },
      {
        ResourceARN: ENDPOINT,
        Tags: [
          { Key: 'Stage', Value: 'dev' },
          { Key: 'Name', Value: 'dynamodb' },
        ],
      },
      { ResourceARN: RULE, Tags: [{ Key: 'Stage', Value: 'test' }] },
    ]);
  });

  it('are distributions as well, in us-east-1', async () => {
    const { arn } = await makeDistribution();
    expect(arns(await list())).toContain(arn);
    expect(arns(await list({}, 'eu-west-1'))).not.toContain(arn);
  });

  it('may be none of EC2, and are none of what moto keeps of a deleted endpoint', async () => {
    rules = [];
    endpoints = [endpoint('vpce-1', 'deleted', tags(['Stage', 'dev']))];
    expect(arns(await list())).not.toContain(ENDPOINT);
    endpoints = [];
    expect(arns(await list())).toEqual([TOPIC, API, `${API}/stages/$default`]);
  });

  it('are named by the ARNs that AWS has for them', async () => {
    const flowLog = `arn:aws:ec2:us-east-1:${ACCOUNT}:flow-logs/fl-1`;
    const logGroup = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/dev/vpc/flow-logs/fl-1`;
    motos = [flowLog, logGroup];
    const renamed = `arn:aws:ec2:us-east-1:${ACCOUNT}:vpc-flow-log/fl-1`;
    expect(arns(await list()).slice(0, 2)).toEqual([renamed, logGroup]);
  });

  it.each<[string, GetResourcesCommandInput, string[]]>([
    ['a tag', { TagFilters: [{ Key: 'Stage', Values: ['test', 'prod'] }] }, [RULE]],
    ['a tag of any value', { TagFilters: [{ Key: 'Name' }] }, [ENDPOINT]],
    ['every tag', { TagFilters: [{ Key: 'Name' }, { Key: 'Stage', Values: ['test'] }] }, []],
  ])('can be asked for by %s', async (_what, input, expected) => {
    expect(arns(await list(input))).toEqual(expected);
  });

  it('come in pages', async () => {
    const first = await list({ ResourcesPerPage: 3 });
    const second = await list({ ResourcesPerPage: 3, PaginationToken: first.PaginationToken });
    expect([arns(first).length, arns(second).length]).toEqual([3, 2]);
    expect(second.PaginationToken).toBe('');
    await expect(list({ PaginationToken: 'nothing' })).rejects.toMatchObject({
      name: 'PaginationTokenExpiredException',
    });
  });
});

describe('an input', () => {
  it.each([
    ['a page of nothing', { ResourcesPerPage: 0 }],
    ['a page of more than 100', { ResourcesPerPage: 101 }],
    ['a text for a list', { TagFilters: 'Stage' }],
    ['a type, which nobody asks for here', { ResourceTypeFilters: ['sns'] }],
  ])('is refused with %s', async (_what, input) => {
    await expect(list(input as GetResourcesCommandInput)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe('a resource that was deleted', () => {
  it('is gone from the list, unless it is to stay for a while', async () => {
    for (const seconds of [0, 60]) {
      gateway.settings.deletedListedSeconds = seconds;
      const { Id, IfMatch, arn } = await makeDistribution();
      expect(arns(await list())).toContain(arn);
      await gateway.cloudFront().send(new DeleteDistributionCommand({ Id, IfMatch }));
      gateway.advance(59_000);
      expect(arns(await list()).includes(arn)).toBe(seconds === 60);
      gateway.advance(60_000);
      expect(arns(await list())).not.toContain(arn);
    }
  });
});
