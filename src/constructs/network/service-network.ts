import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { cidrProblem } from '../../config/cidr';
import { GatewayEndpoints } from './gateway-endpoints';
import type { ImageBucket } from '../storage/image-bucket';
import type { ImageTable } from '../storage/image-table';
import { checkProp } from '../check-prop';
import { VpcFlowLogs } from './vpc-flow-logs';

export interface ServiceNetworkProps {
  /** Prefix of every name, e.g. `image-service-dev`. */
  readonly name: string;
  readonly region: string;
  /** A private IPv4 block, /16 to /24; every zone gets a quarter of it. */
  readonly cidrBlock: string;
  /** The letters of two or three zones of the region. */
  readonly availabilityZones: readonly string[];
  /** What the functions may reach besides the bucket and the table; billed per hour and zone. */
  readonly interfaceEndpoints: readonly string[];
  readonly bucket: ImageBucket;
  readonly table: ImageTable;
  readonly flowLogGroupName: string;
  readonly logRetentionDays: number;
}

const HTTPS = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 } as const;

/** A quarter of the VPC each: three zones at most, and one quarter stays free. */
const SUBNET_BITS = 2;

/**
 * Where the functions run: private subnets without a way to or from the internet, and out of them
 * only to the image bucket and the metadata table. Nothing in it is billed by the hour unless an
 * interface endpoint is asked for.
 */
export class ServiceNetwork extends Construct {
  readonly vpc: Vpc;
  /** One per zone, in the order of the zones. */
  readonly privateSubnets: readonly Subnet[];
  /** For functions: nothing comes in, HTTPS goes out to the endpoints. */
  readonly functionSecurityGroup: SecurityGroup;
  readonly gatewayEndpoints: GatewayEndpoints;
  readonly flowLogs: VpcFlowLogs;

  constructor(scope: Construct, id: string, props: ServiceNetworkProps) {
    super(scope, id);
    this.checkProps(props);
    this.vpc = this.createVpc(props);
    this.emptyDefaultSecurityGroup();
    const routeTable = this.createRouteTable(props);
    this.privateSubnets = this.createSubnets(props, routeTable);
    this.functionSecurityGroup = this.createFunctionSecurityGroup(props);
    this.gatewayEndpoints = this.createGatewayEndpoints(props, routeTable);
    this.createInterfaceEndpoints(props);
    this.flowLogs = this.createFlowLogs(props);
  }

  private checkProps({ cidrBlock, availabilityZones: zones }: ServiceNetworkProps): void {
    checkProp(this, { cidrBlock }, cidrProblem(cidrBlock));
    const isValid = new Set(zones).size === zones.length && zones.length >= 2 && zones.length <= 3;
    checkProp(
      this,
      { availabilityZones: zones },
      !isValid && 'must name two or three different zones',
    );
  }

  private createVpc(props: ServiceNetworkProps): Vpc {
    return new Vpc(this, 'vpc', {
      cidrBlock: props.cidrBlock,
      // Interface endpoints answer to the services' own names only with both.
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: props.name },
    });
  }

  /** Whatever is started without a security group gets this one, which lets nothing through. */
  private emptyDefaultSecurityGroup(): void {
    new DefaultSecurityGroup(this, 'default-security-group', {
      vpcId: this.vpc.id,
      ingress: [],
      egress: [],
    });
  }

  private createRouteTable(props: ServiceNetworkProps): RouteTable {
    return new RouteTable(this, 'route-table', {
      vpcId: this.vpc.id,
      // Its VPC's and the gateway endpoints' are none of its own.
      route: [],
      tags: { Name: `${props.name}-private` },
    });
  }

  private createSubnets(props: ServiceNetworkProps, routeTable: RouteTable): Subnet[] {
    return props.availabilityZones.map((zone, index) => {
      const subnet = new Subnet(this, `private-subnet-${zone}`, {
        vpcId: this.vpc.id,
        availabilityZone: `${props.region}${zone}`,
        cidrBlock: Fn.cidrsubnet(props.cidrBlock, SUBNET_BITS, index),
        mapPublicIpOnLaunch: false,
        tags: { Name: `${props.name}-private-${zone}` },
      });
      new RouteTableAssociation(this, `route-table-association-${zone}`, {
        subnetId: subnet.id,
        routeTableId: routeTable.id,
      });
      return subnet;
    });
  }

  private createFunctionSecurityGroup(props: ServiceNetworkProps): SecurityGroup {
    return new SecurityGroup(this, 'function-security-group', {
      name: `${props.name}-functions`,
      description: 'Functions: HTTPS to the endpoints of the VPC',
      vpcId: this.vpc.id,
      ingress: [],
      tags: { Name: `${props.name}-functions` },
    });
  }

  private createGatewayEndpoints(
    props: ServiceNetworkProps,
    routeTable: RouteTable,
  ): GatewayEndpoints {
    const endpoints = new GatewayEndpoints(this, 'gateway-endpoints', {
      name: props.name,
      region: props.region,
      vpc: this.vpc,
      routeTable,
      bucket: props.bucket,
      table: props.table,
    });
    for (const service of ['s3', 'dynamodb'] as const) {
      new VpcSecurityGroupEgressRule(this, `to-${service}`, {
        ...HTTPS,
        description: `HTTPS to ${service} by its gateway endpoint`,
        securityGroupId: this.functionSecurityGroup.id,
        prefixListId: endpoints[service].prefixListId,
      });
    }
    return endpoints;
  }

  private createInterfaceEndpoints(props: ServiceNetworkProps): void {
    if (props.interfaceEndpoints.length === 0) return;
    const securityGroup = new SecurityGroup(this, 'endpoint-security-group', {
      name: `${props.name}-endpoints`,
      description: 'Interface endpoints: HTTPS from the functions',
      vpcId: this.vpc.id,
      egress: [],
      tags: { Name: `${props.name}-endpoints` },
    });
    new VpcSecurityGroupIngressRule(this, 'from-functions', {
      ...HTTPS,
      description: 'HTTPS from the functions',
      securityGroupId: securityGroup.id,
      referencedSecurityGroupId: this.functionSecurityGroup.id,
    });
    new VpcSecurityGroupEgressRule(this, 'to-interface-endpoints', {
      ...HTTPS,
      description: 'HTTPS to the interface endpoints',
      securityGroupId: this.functionSecurityGroup.id,
      referencedSecurityGroupId: securityGroup.id,
    });
    for (const service of props.interfaceEndpoints) {
      new VpcEndpoint(this, `interface-endpoint-${service}`, {
        vpcId: this.vpc.id,
        serviceName: `com.amazonaws.${props.region}.${service}`,
        vpcEndpointType: 'Interface',
        subnetIds: this.privateSubnets.map((subnet) => subnet.id),
        securityGroupIds: [securityGroup.id],
        privateDnsEnabled: true,
        tags: { Name: `${props.name}-${service}` },
      });
    }
  }

  private createFlowLogs(props: ServiceNetworkProps): VpcFlowLogs {
    return new VpcFlowLogs(this, 'flow-logs', {
      vpc: this.vpc,
      region: props.region,
      roleName: `${props.name}-flow-logs`,
      logGroupName: props.flowLogGroupName,
      logRetentionDays: props.logRetentionDays,
    });
  }
}
