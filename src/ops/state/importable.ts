/** What cannot be imported, and holds nothing that the next deploy does not make again. */
export interface Removable {
  /** The command that deletes it. */
  readonly remove: string;
}

/** How Terraform calls what an ARN names. */
export interface Importable {
  /** Terraform's resource types for it; more than one where AWS knows only one. */
  readonly types: readonly string[];
  /** What `terraform import` takes. */
  readonly id: string;
  /** The resource's name, where its ARN has it. */
  readonly name?: string;
}

interface Kind {
  /** Of the ARN after the account: its groups are `name` or `id`, and others that the id takes. */
  readonly arn: RegExp;
  readonly types: readonly string[];
  /** @default the group `id` or `name` */
  readonly id?: (groups: Readonly<Record<string, string>>, arn: string) => string;
}

const wholeArn = (_: unknown, arn: string): string => arn;

const ec2 = (kind: string, ...types: string[]): Kind => ({
  arn: new RegExp(`^ec2:${kind}/(?<id>.+)$`),
  types,
});

/**
 * The types of a stage that carry tags, by `<service>:<resource>` of their ARNs
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/) with what the provider's
 * documentation of each type has under Import.
 */
const KINDS: readonly Kind[] = [
  { arn: /^acm:certificate\/.+$/, types: ['aws_acm_certificate'], id: wholeArn },
  { arn: /^apigateway:\/apis\/(?<id>[^/]+)$/, types: ['aws_apigatewayv2_api'] },
  {
    arn: /^apigateway:\/apis\/(?<api>[^/]+)\/stages\/(?<name>.+)$/,
    types: ['aws_apigatewayv2_stage'],
    id: ({ api, name }) => `${api}/${name}`,
  },
  { arn: /^cloudfront:distribution\/(?<id>.+)$/, types: ['aws_cloudfront_distribution'] },
  { arn: /^cloudwatch:alarm:(?<name>.+)$/, types: ['aws_cloudwatch_metric_alarm'] },
  { arn: /^dynamodb:table\/(?<name>[^/]+)$/, types: ['aws_dynamodb_table'] },
  ec2('route-table', 'aws_route_table'),
  ec2('security-group', 'aws_security_group', 'aws_default_security_group'),
  ec2('subnet', 'aws_subnet'),
  ec2('vpc', 'aws_vpc'),
  ec2('vpc-endpoint', 'aws_vpc_endpoint'),
  ec2('vpc-flow-log', 'aws_flow_log'),
  { arn: /^kms:key\/(?<id>.+)$/, types: ['aws_kms_key'] },
  { arn: /^lambda:function:(?<name>[^:]+)$/, types: ['aws_lambda_function'] },
  { arn: /^logs:log-group:(?<name>[^:]+)(:\*)?$/, types: ['aws_cloudwatch_log_group'] },
  { arn: /^s3:(?<name>[^/]+)$/, types: ['aws_s3_bucket'] },
  { arn: /^sns:(?<name>[^:]+)$/, types: ['aws_sns_topic'], id: wholeArn },
  {
    arn: /^wafv2:global\/webacl\/(?<name>[^/]+)\/(?<acl>[^/]+)$/,
    types: ['aws_wafv2_web_acl'],
    id: ({ acl, name }) => `${acl}/${name}/CLOUDFRONT`,
  },
];

/** What to do about what the ARN names; undefined where this project has no such type. */
export function importableOf(arn: string): Importable | Removable | undefined {
  const [, , service = '', region = '', , ...rest] = arn.split(':');
  const resource = `${service}:${rest.join(':')}`;
  // AWS provider 5.100 wants to change an imported parameter with `insecure_value` again and again.
  const [, parameter] = /^ssm:parameter(\/.+)$/.exec(resource) ?? [];
  if (parameter !== undefined) {
    return { remove: `aws ssm delete-parameter --region ${region} --name '${parameter}'` };
  }
  for (const kind of KINDS) {
    const match = kind.arn.exec(resource);
    if (match === null) continue;
    const groups = match.groups ?? {};
    return {
      types: kind.types,
      id: kind.id?.(groups, arn) ?? groups.id ?? groups.name ?? '',
      ...(groups.name !== undefined && { name: groups.name }),
    };
  }
  return undefined;
}
