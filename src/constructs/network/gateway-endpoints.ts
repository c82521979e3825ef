import type { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { Construct } from 'constructs';
import { accountOf, EVERYBODY, Policy } from '../iam/policy';
import { OBJECT_ACTIONS, type ImageBucket } from '../storage/image-bucket';
import { INDEX_ACTIONS, TABLE_ACTIONS, type ImageTable } from '../storage/image-table';

export interface GatewayEndpointsProps {
  /** Prefix of their names in the console. */
  readonly name: string;
  readonly region: string;
  readonly vpc: Vpc;
  readonly routeTable: RouteTable;
  readonly bucket: ImageBucket;
  readonly table: ImageTable;
}

/**
 * The ways out of the VPC, free of charge: to this service's bucket and to its table, for this
 * account's principals, for what a function can be granted at all.
 *
 * Lambda itself needs nothing more: it fetches code, layers and images, and delivers the logs, from
 * its own network; only what the code sends passes the VPC.
 * https://docs.aws.amazon.com/lambda/latest/dg/foundation-networking.html
 */
export class GatewayEndpoints extends Construct {
  readonly s3: VpcEndpoint;
  readonly dynamodb: VpcEndpoint;

  constructor(scope: Construct, id: string, props: GatewayEndpointsProps) {
    super(scope, id);
    const everyoneOfThisAccount = {
      // A gateway endpoint takes an account's ARN for its root user only: hence the condition.
      // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
      principals: EVERYBODY,
      conditions: [
        { test: 'StringEquals', variable: 'aws:PrincipalAccount', values: [accountOf(this)] },
      ],
    };
    const objects = new Policy(this, 's3-policy', [
      {
        ...everyoneOfThisAccount,
        sid: 'ImagesOnly',
        actions: OBJECT_ACTIONS,
        resources: [`${props.bucket.bucket.arn}/*`],
      },
    ]);
    const items = new Policy(this, 'dynamodb-policy', [
      {
        ...everyoneOfThisAccount,
        sid: 'ImageMetadataOnly',
        actions: TABLE_ACTIONS,
        resources: [props.table.table.arn],
      },
      {
        ...everyoneOfThisAccount,
        sid: 'ImageMetadataIndexOnly',
        actions: INDEX_ACTIONS,
        resources: [props.table.userIndexArn],
      },
    ]);
    this.s3 = this.createEndpoint('s3', objects, props);
    this.dynamodb = this.createEndpoint('dynamodb', items, props);
  }

  private createEndpoint(
    service: 's3' | 'dynamodb',
    policy: Policy,
    props: GatewayEndpointsProps,
  ): VpcEndpoint {
    return new VpcEndpoint(this, service, {
      vpcId: props.vpc.id,
      serviceName: `com.amazonaws.${props.region}.${service}`,
      vpcEndpointType: 'Gateway',
      routeTableIds: [props.routeTable.id],
      policy: policy.json,
      tags: { Name: `${props.name}-${service}` },
    });
  }
}
