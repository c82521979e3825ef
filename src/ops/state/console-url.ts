import type { ResourceDescription } from './describe-resource';

type Place = ResourceDescription & { readonly region: string };

const home =
  (service: string, fragment: (place: Place) => string) =>
  (place: Place): string =>
    `https://${place.region}.console.aws.amazon.com/${service}/home?region=${place.region}#${fragment(place)}`;

const part = encodeURIComponent;

/** By resource type, its page in AWS's console. */
const URLS: Readonly<Partial<Record<string, (place: Place) => string>>> = {
  aws_cloudfront_distribution: home('cloudfront/v3', ({ id }) => `/distributions/${part(id)}`),
  aws_cloudwatch_dashboard: home('cloudwatch', ({ name }) => `dashboards/dashboard/${part(name)}`),
  aws_cloudwatch_log_group: home(
    'cloudwatch',
    // The console encodes twice, and writes the second time's % as $.
    ({ name }) => `logsV2:log-groups/log-group/${part(part(name)).replaceAll('%', '$')}`,
  ),
  aws_cloudwatch_metric_alarm: home('cloudwatch', ({ name }) => `alarmsV2:alarm/${part(name)}`),
  aws_dynamodb_table: home('dynamodbv2', ({ name }) => `table?name=${part(name)}`),
  aws_iam_role: home('iam', ({ name }) => `roles/details/${part(name)}`),
  // The page that finds the resource's own.
  aws_lambda_function: ({ arn }) => `https://console.aws.amazon.com/go/view?arn=${part(arn)}`,
  aws_route_table: home('vpcconsole', ({ id }) => `RouteTableDetails:RouteTableId=${part(id)}`),
  aws_s3_bucket: ({ id, region }) =>
    `https://${region}.console.aws.amazon.com/s3/buckets/${part(id)}`,
  aws_security_group: home('ec2/v2', ({ id }) => `SecurityGroups:group-id=${part(id)}`),
  aws_subnet: home('vpcconsole', ({ id }) => `SubnetDetails:subnetId=${part(id)}`),
  aws_vpc: home('vpc', ({ id }) => `VpcDetails:VpcId=${part(id)}`),
};

/** A resource's page in AWS's console; undefined where its type has none that is known here. */
export function consoleUrl(type: string, place: Place): string | undefined {
  const [, , , region = ''] = place.arn.split(':');
  return URLS[type]?.({ ...place, region: region === '' ? place.region : region });
}
