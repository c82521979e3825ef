import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import {
  GetApiCommand,
  GetAuthorizersCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
} from '@aws-sdk/client-apigatewayv2';
import {
  GetDistributionCommand,
  GetMonitoringSubscriptionCommand,
  ListCachePoliciesCommand,
  ListOriginAccessControlsCommand,
  ListResponseHeadersPoliciesCommand,
} from '@aws-sdk/client-cloudfront';
import {
  DescribeLogGroupsCommand,
  GetDeliveryDestinationCommand,
  GetDeliverySourceCommand,
  paginateDescribeDeliveries,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeManagedPrefixListsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
} from '@aws-sdk/client-ec2';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { GetFunctionConfigurationCommand, GetPolicyCommand } from '@aws-sdk/client-lambda';
import { ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { UserError } from '../../config/user-error';
import { values } from '../../synthesized/synthesized';
import { httpStatus } from '../../aws/clients';
import type { ServiceClients } from '../../aws/service-clients';
import { publicZones } from '../doctor/zones';
import type { TaggedKind } from './tagged-kinds';

export interface Named {
  /** The text at a path of the body; empty where there is none. */
  readonly text: (path: string) => string;
  /** The id in AWS of what the attribute refers to; undefined where that is not known. */
  readonly idOf: (path: string) => string | undefined;
  /** The text at a path of what the attribute refers to. */
  readonly textOf: (path: string, of: string) => string;
  /** Whether the state, or what is to be imported, has that already. */
  readonly isKnown: (importId: string) => boolean;
  readonly zoneName: string;
}

type Lookup = (clients: ServiceClients, one: Named) => Promise<string | undefined>;

/** What AWS knows by the name in an attribute, which an import takes: asked for another, it answers with an error. */
const asked =
  (attribute: string, ask: (clients: ServiceClients, name: string) => Promise<unknown>): Lookup =>
  async (clients, { text }) => {
    await ask(clients, text(attribute));
    return text(attribute);
  };

/** What AWS has of a part of what the attribute refers to, once the id of that is known. */
const partOf =
  (
    attribute: string,
    ask: (clients: ServiceClients, id: string, one: Named) => ReturnType<Lookup>,
  ): Lookup =>
  async (clients, one) => {
    const id = one.idOf(attribute);
    return id === undefined ? undefined : ask(clients, id, one);
  };

/**
 * Resource types of a stage whose creation fails where one of that name exists, with how AWS finds
 * it: what has no tags, what is tagged only after its creation, and what the tagging API lists late.
 * Each answers with what an import takes.
 */
const LOOKUPS: Readonly<Record<string, Lookup>> = {
  aws_apigatewayv2_authorizer: partOf('api_id', async ({ api }, ApiId, { text }) => {
    const { Items = [] } = await api.send(new GetAuthorizersCommand({ ApiId }));
    const found = Items.find(({ Name }) => Name === text('name'))?.AuthorizerId;
    return found && `${ApiId}/${found}`;
  }),
  // A function has one for each of its routes.
  aws_apigatewayv2_integration: partOf('api_id', async ({ api }, ApiId, { textOf, isKnown }) => {
    const name = textOf('integration_uri', 'function_name');
    if (name === '') return undefined;
    const { Items = [] } = await api.send(new GetIntegrationsCommand({ ApiId }));
    return Items.filter(({ IntegrationUri }) => IntegrationUri?.split(':function:')[1] === name)
      .map(({ IntegrationId = '' }) => `${ApiId}/${IntegrationId}`)
      .find((id) => !isKnown(id));
  }),
  aws_apigatewayv2_route: partOf('api_id', async ({ api }, ApiId, { text }) => {
    const { Items = [] } = await api.send(new GetRoutesCommand({ ApiId }));
    const found = Items.find(({ RouteKey }) => RouteKey === text('route_key'))?.RouteId;
    return found && `${ApiId}/${found}`;
  }),
  aws_cloudfront_cache_policy: async ({ cloudfront }, { text }) => {
    const { CachePolicyList } = await cloudfront.send(
      new ListCachePoliciesCommand({ Type: 'custom' }),
    );
    return CachePolicyList?.Items?.find(
      ({ CachePolicy }) => CachePolicy?.CachePolicyConfig?.Name === text('name'),
    )?.CachePolicy?.Id;
  },
  aws_cloudfront_monitoring_subscription: partOf('distribution_id', async (clients, id) => {
    const command = new GetMonitoringSubscriptionCommand({ DistributionId: id });
    await clients.cloudfront.send(command);
    return id;
  }),
  aws_cloudfront_origin_access_control: async ({ cloudfront }, { text }) => {
    const { OriginAccessControlList } = await cloudfront.send(
      new ListOriginAccessControlsCommand({}),
    );
    return OriginAccessControlList?.Items?.find(({ Name }) => Name === text('name'))?.Id;
  },
  aws_cloudfront_response_headers_policy: async ({ cloudfront }, { text }) => {
    const { ResponseHeadersPolicyList } = await cloudfront.send(
      new ListResponseHeadersPoliciesCommand({ Type: 'custom' }),
    );
    return ResponseHeadersPolicyList?.Items?.find(
      ({ ResponseHeadersPolicy }) =>
        ResponseHeadersPolicy?.ResponseHeadersPolicyConfig?.Name === text('name'),
    )?.ResponseHeadersPolicy?.Id;
  },
  aws_cloudwatch_log_delivery: async ({ logs }, { textOf }) => {
    const source = textOf('delivery_source_name', 'name');
    for await (const { deliveries = [] } of paginateDescribeDeliveries({ client: logs }, {})) {
      const found = deliveries.find(({ deliverySourceName }) => deliverySourceName === source);
      if (found !== undefined) return found.id;
    }
    return undefined;
  },
  aws_cloudwatch_log_delivery_destination: asked('name', ({ logs }, name) =>
    logs.send(new GetDeliveryDestinationCommand({ name })),
  ),
  aws_cloudwatch_log_delivery_source: asked('name', ({ logs }, name) =>
    logs.send(new GetDeliverySourceCommand({ name })),
  ),
  aws_cloudwatch_log_group: async ({ logs }, { text }) => {
    const name = text('name');
    const { logGroups = [] } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: name }),
    );
    return logGroups.some(({ logGroupName }) => logGroupName === name) ? name : undefined;
  },
  aws_dynamodb_table: asked('name', ({ dynamodb }, TableName) =>
    dynamodb.send(new DescribeTableCommand({ TableName })),
  ),
  aws_iam_role: asked('name', ({ iam }, RoleName) => iam.send(new GetRoleCommand({ RoleName }))),
  aws_lambda_function: asked('function_name', ({ lambda }, FunctionName) =>
    lambda.send(new GetFunctionConfigurationCommand({ FunctionName })),
  ),
  aws_lambda_permission: partOf('function_name', async ({ lambda }, FunctionName, { text }) => {
    const { Policy = '{}' } = await lambda.send(new GetPolicyCommand({ FunctionName }));
    const { Statement = [] } = JSON.parse(Policy) as { Statement?: { readonly Sid?: string }[] };
    const id = text('statement_id');
    return Statement.some(({ Sid }) => Sid === id) ? `${FunctionName}/${id}` : undefined;
  }),
  aws_route53_record: async ({ route53 }, { text, zoneName }) => {
    const [name, type] = [text('name'), text('type')];
    // The certificate's record, whose name AWS gives, is overwritten by a deploy.
    if (name.includes('${')) return undefined;
    const [zone] = await publicZones(route53, zoneName);
    const zoneId = zone?.Id?.split('/').at(-1);
    if (zoneId === undefined) return undefined;
    const { ResourceRecordSets = [] } = await route53.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        StartRecordName: name,
        StartRecordType: type as 'A',
        MaxItems: 1,
      }),
    );
    const exists = ResourceRecordSets.some(
      ({ Name, Type }) => Name === `${name}.` && Type === type,
    );
    return exists ? `${zoneId}_${name}_${type}` : undefined;
  },
  aws_route_table_association: partOf('subnet_id', async ({ ec2 }, subnet, { idOf }) => {
    const table = idOf('route_table_id');
    if (table === undefined) return undefined;
    const Filters = [{ Name: 'association.subnet-id', Values: [subnet] }];
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
    return RouteTables.some(({ RouteTableId }) => RouteTableId === table)
      ? `${subnet}/${table}`
      : undefined;
  }),
  aws_s3_bucket: async ({ s3 }, { text }) => {
    const bucket = text('bucket');
    try {
      await s3.send(new HeadBucketCommand({ Bucket: bucket }));
    } catch (error) {
      if (httpStatus(error) !== 403) throw error;
      throw new UserError(
        `The bucket ${bucket} exists, and these credentials may not look at it: it is another account's (bucket names are unique in the world), or the right s3:ListBucket is missing.`,
      );
    }
    return bucket;
  },
  aws_ssm_parameter: asked('name', ({ ssm }, Name) => ssm.send(new GetParameterCommand({ Name }))),
  aws_vpc_security_group_egress_rule: partOf('security_group_id', async ({ ec2 }, group, one) => {
    const { text, textOf } = one;
    const Filters = [{ Name: 'group-id', Values: [group] }];
    const { SecurityGroupRules = [] } = await ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters }),
    );
    const service = textOf('prefix_list_id', 'service_name');
    const { PrefixLists = [] } = await ec2.send(
      new DescribeManagedPrefixListsCommand({
        Filters: [{ Name: 'prefix-list-name', Values: [service] }],
      }),
    );
    const lists = PrefixLists.map(({ PrefixListId }) => PrefixListId);
    return SecurityGroupRules.find(
      ({ IsEgress, PrefixListId, CidrIpv4 = '', IpProtocol }) =>
        IsEgress === true &&
        IpProtocol === text('ip_protocol') &&
        (PrefixListId === undefined
          ? CidrIpv4 === text('cidr_ipv4')
          : lists.includes(PrefixListId)),
    )?.SecurityGroupRuleId;
  }),
};

/** The tags of what was deleted are listed for some time. */
export const GONE = Symbol('gone');

/** What AWS says of what neither a tag nor the ARN gives a name. */
const NAMES: Readonly<
  Record<string, (clients: ServiceClients, id: string) => Promise<string | typeof GONE | undefined>>
> = {
  aws_acm_certificate: async ({ acm }, CertificateArn) => {
    const answer = await acm.send(new DescribeCertificateCommand({ CertificateArn }));
    return answer.Certificate?.DomainName;
  },
  aws_apigatewayv2_api: async ({ api }, ApiId) => {
    const { Name } = await api.send(new GetApiCommand({ ApiId }));
    return Name;
  },
  aws_cloudfront_distribution: async ({ cloudfront }, Id) => {
    const { Distribution } = await cloudfront.send(new GetDistributionCommand({ Id }));
    return Distribution?.DistributionConfig?.Aliases?.Items?.[0];
  },
  // It is there until KMS has waited long enough.
  aws_kms_key: async ({ kms }, KeyId) => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    return KeyMetadata?.KeyState === 'PendingDeletion' ? GONE : undefined;
  },
};

/** The name of a tagged resource that neither a tag nor its ARN gives one, where AWS tells it, or that it is gone. */
export async function nameOf(
  clients: ServiceClients,
  kind: TaggedKind | undefined,
): Promise<string | typeof GONE | undefined> {
  try {
    return await NAMES[kind?.types[0] ?? '']?.(clients, kind?.id ?? '');
  } catch (error) {
    if (isAbsent(error)) return GONE;
    throw error;
  }
}

/** Whether existing ones of that type are found by their name. */
export const isFoundByName = (type: string): boolean => type in LOOKUPS;

/**
 * What an import takes for the resource of that name; undefined where AWS has none.
 * @throws what AWS answers to a question that it refuses.
 */
export async function findByName(
  clients: ServiceClients,
  { type, body }: { readonly type: string; readonly body: unknown },
  known: Pick<Named, 'isKnown' | 'zoneName'> & {
    readonly idOf: (address: string) => string | undefined;
    readonly bodyOf: (address: string) => unknown;
  },
): Promise<string | undefined> {
  const text = (path: string): string => textAt(body, path);
  const addressIn = (path: string): string => /\$\{(aws_\w+\.[\w-]+)\./.exec(text(path))?.[1] ?? '';
  try {
    return await LOOKUPS[type]?.(clients, {
      text,
      idOf: (path) => known.idOf(addressIn(path)),
      textOf: (path, of) => textAt(known.bodyOf(addressIn(path)), of),
      isKnown: known.isKnown,
      zoneName: known.zoneName,
    });
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function textAt(body: unknown, path: string): string {
  const [value] = values(body, path);
  return typeof value === 'string' ? value : '';
}

/** The services' errors for what is not there: NoSuchEntity, ResourceNotFoundException, … */
const isAbsent = (error: unknown): boolean =>
  httpStatus(error) === 404 ||
  /^NoSuch|NotFound/.test((error as { readonly name?: string }).name ?? '');
