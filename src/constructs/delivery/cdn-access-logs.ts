import type { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CloudwatchLogDelivery } from '@cdktf/provider-aws/lib/cloudwatch-log-delivery';
import { CloudwatchLogDeliveryDestination } from '@cdktf/provider-aws/lib/cloudwatch-log-delivery-destination';
import { CloudwatchLogDeliverySource } from '@cdktf/provider-aws/lib/cloudwatch-log-delivery-source';
import { Construct } from 'constructs';
import { inRegion, type RegionProps } from '../provider';
import type { AccessLogBucket } from '../storage/access-log-bucket';

export interface CdnAccessLogsProps extends RegionProps {
  /** What source and destination are called; of each name an account has one. */
  readonly name: string;
  readonly distribution: CloudfrontDistribution;
  readonly accessLogs: AccessLogBucket;
}

/**
 * What CloudFront logs unless told otherwise, without cookies: the order is that of the columns.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
 */
const FIELDS = [
  ...['date', 'time', 'x-edge-location', 'sc-bytes', 'c-ip', 'cs-method', 'cs(Host)'],
  ...['cs-uri-stem', 'sc-status', 'cs(Referer)', 'cs(User-Agent)', 'cs-uri-query'],
  ...['x-edge-result-type', 'x-edge-request-id', 'x-host-header', 'cs-protocol', 'cs-bytes'],
  ...['time-taken', 'x-forwarded-for', 'ssl-protocol', 'ssl-cipher'],
  ...['x-edge-response-result-type', 'cs-protocol-version', 'fle-status', 'fle-encrypted-fields'],
  ...['c-port', 'time-to-first-byte', 'x-edge-detailed-result-type', 'sc-content-type'],
  ...['sc-content-len', 'sc-range-start', 'sc-range-end'],
];

/**
 * CloudFront's standard logs (v2), delivered by CloudWatch Logs from us-east-1 to the log bucket under `AWSLogs/`.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
 */
export class CdnAccessLogs extends Construct {
  constructor(scope: Construct, id: string, props: CdnAccessLogsProps) {
    super(scope, id);
    const { name, distribution, accessLogs } = props;
    const inUsEast1 = inRegion(props);
    const source = new CloudwatchLogDeliverySource(this, 'source', {
      ...inUsEast1,
      name,
      logType: 'ACCESS_LOGS',
      resourceArn: distribution.arn,
    });
    const destination = new CloudwatchLogDeliveryDestination(this, 'destination', {
      ...inUsEast1,
      name,
      outputFormat: 'w3c',
      deliveryDestinationConfiguration: [{ destinationResourceArn: accessLogs.bucket.arn }],
    });
    new CloudwatchLogDelivery(this, 'delivery', {
      ...inUsEast1,
      deliverySourceName: source.name,
      deliveryDestinationArn: destination.arn,
      recordFields: FIELDS,
      // Where the policy does not let it write yet, AWS writes into the policy.
      dependsOn: [accessLogs.policy],
    });
  }
}
