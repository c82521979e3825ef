/** How Terraform and the AWS CLI call what an ARN names. */
export interface TaggedKind {
  /** Terraform's resource types for it; more than one where AWS knows only one, none where it cannot be imported. */
  readonly types: readonly string[];
  /** What an import takes. */
  readonly id: string;
  /** The resource's name, where its ARN has it. */
  readonly name?: string | undefined;
  /** The words of the AWS CLI's command that deletes it; none where that takes more than one. */
  readonly remove: readonly string[] | undefined;
  /** Whether it is made anew once it is imported. */
  readonly isReplaced: boolean;
}

type Groups = Readonly<Record<string, string>>;

interface Kind {
  /** Of the ARN after the account: its groups are `name` or `id`, and others that id and command take. */
  readonly arn: RegExp;
  readonly types: readonly string[];
  /** @default the group `id` or `name` */
  readonly id?: (groups: Groups, arn: string) => string;
  readonly remove?: (id: string, groups: Groups) => string[];
  /** @default false */
  readonly isReplaced?: true;
}

const wholeArn = (_: unknown, arn: string): string => arn;

const removes = (service: string, command: string, option: string) => (id: string) => [
  service,
  command,
  `--${option}`,
  id,
];

const ec2 = (kind: string, types: string[], command: string, option: string): Kind => ({
  arn: new RegExp(`^ec2:${kind}/(?<id>.+)$`),
  types,
  remove: removes('ec2', command, option),
});

/**
 * The types of a stage that carry tags, by `<service>:<resource>` of their ARNs
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/) with what the provider's
 * documentation of each type has under Import.
 */
const KINDS: readonly Kind[] = [
  {
    arn: /^acm:certificate\/.+$/,
    types: ['aws_acm_certificate'],
    id: wholeArn,
    remove: removes('acm', 'delete-certificate', 'certificate-arn'),
  },
  {
    arn: /^apigateway:\/apis\/(?<id>[^/]+)$/,
    types: ['aws_apigatewayv2_api'],
    remove: removes('apigatewayv2', 'delete-api', 'api-id'),
  },
  {
    arn: /^apigateway:\/apis\/(?<api>[^/]+)\/stages\/(?<name>.+)$/,
    types: ['aws_apigatewayv2_stage'],
    id: ({ api, name }) => `${api}/${name}`,
    remove: (_, { api = '', name = '' }) => [
      ...['apigatewayv2', 'delete-stage', '--api-id', api, '--stage-name', name],
    ],
  },
  { arn: /^cloudfront:distribution\/(?<id>.+)$/, types: ['aws_cloudfront_distribution'] },
  {
    arn: /^cloudwatch:alarm:(?<name>.+)$/,
    types: ['aws_cloudwatch_metric_alarm'],
    remove: removes('cloudwatch', 'delete-alarms', 'alarm-names'),
  },
  {
    arn: /^dynamodb:table\/(?<name>[^/]+)$/,
    types: ['aws_dynamodb_table'],
    remove: removes('dynamodb', 'delete-table', 'table-name'),
  },
  ec2('route-table', ['aws_route_table'], 'delete-route-table', 'route-table-id'),
  ec2(
    'security-group',
    ['aws_security_group', 'aws_default_security_group'],
    'delete-security-group',
    'group-id',
  ),
  // By its group and id at once.
  { arn: /^ec2:security-group-rule\/(?<id>.+)$/, types: [] },
  ec2('subnet', ['aws_subnet'], 'delete-subnet', 'subnet-id'),
  ec2('vpc', ['aws_vpc'], 'delete-vpc', 'vpc-id'),
  ec2('vpc-endpoint', ['aws_vpc_endpoint'], 'delete-vpc-endpoints', 'vpc-endpoint-ids'),
  ec2('vpc-flow-log', ['aws_flow_log'], 'delete-flow-logs', 'flow-log-ids'),
  {
    arn: /^lambda:function:(?<name>[^:]+)$/,
    types: ['aws_lambda_function'],
    remove: removes('lambda', 'delete-function', 'function-name'),
  },
  {
    arn: /^logs:log-group:(?<name>[^:]+)(:\*)?$/,
    types: ['aws_cloudwatch_log_group'],
    remove: removes('logs', 'delete-log-group', 'log-group-name'),
  },
  {
    arn: /^logs:delivery:(?<id>.+)$/,
    types: ['aws_cloudwatch_log_delivery'],
    remove: removes('logs', 'delete-delivery', 'id'),
  },
  {
    arn: /^logs:delivery-source:(?<name>.+)$/,
    types: ['aws_cloudwatch_log_delivery_source'],
    remove: removes('logs', 'delete-delivery-source', 'name'),
  },
  {
    arn: /^logs:delivery-destination:(?<name>.+)$/,
    types: ['aws_cloudwatch_log_delivery_destination'],
    remove: removes('logs', 'delete-delivery-destination', 'name'),
  },
  {
    arn: /^s3:(?<name>[^/]+)$/,
    types: ['aws_s3_bucket'],
    // AWS refuses it while there is anything in it.
    remove: removes('s3api', 'delete-bucket', 'bucket'),
  },
  {
    arn: /^sns:(?<name>[^:]+)$/,
    types: ['aws_sns_topic'],
    id: wholeArn,
    remove: removes('sns', 'delete-topic', 'topic-arn'),
  },
  {
    // AWS provider 5.100 wants to change an imported parameter with `insecure_value` again and again.
    arn: /^ssm:parameter(?<name>\/.+)$/,
    types: ['aws_ssm_parameter'],
    isReplaced: true,
    remove: removes('ssm', 'delete-parameter', 'name'),
  },
  {
    arn: /^wafv2:global\/webacl\/(?<name>[^/]+)\/(?<acl>[^/]+)$/,
    types: ['aws_wafv2_web_acl'],
    id: ({ acl, name }) => `${acl}/${name}/CLOUDFRONT`,
  },
];

/** What the ARN names; undefined where this project has no such type. */
export function kindOf(arn: string): TaggedKind | undefined {
  const [, , service = '', , , ...rest] = arn.split(':');
  for (const { arn: pattern, types, id, remove, isReplaced = false } of KINDS) {
    const match = pattern.exec(`${service}:${rest.join(':')}`);
    if (match === null) continue;
    const groups = match.groups ?? {};
    const importId = id?.(groups, arn) ?? groups.id ?? groups.name ?? '';
    return {
      types,
      id: importId,
      name: groups.name,
      remove: remove?.(importId, groups),
      isReplaced,
    };
  }
  return undefined;
}
