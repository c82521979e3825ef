import { DescribeVpcEndpointsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { managed } from '../../terraform/state/state-file';
import { listed, type Check } from './check';
import { resourcesOf, textOf } from './synthesized-resource';

/** What the security notes ask of the network. */
export const NETWORK_CHECKS: readonly Check[] = [
  {
    id: 'vpc',
    criterion: 'Security: VPC for the functions',
    expected: ({ stage }) =>
      stage.network.mode === 'none' ? 'none' : `${stage.network.cidrBlock} available`,
    check: async ({ clients }, { state }) => {
      const id = vpcId(state);
      if (id === undefined) return 'none';
      const { Vpcs } = await clients.ec2.send(new DescribeVpcsCommand({ VpcIds: [id] }));
      return listed(Vpcs?.map(({ CidrBlock = '?', State = '?' }) => `${CidrBlock} ${State}`));
    },
  },
  {
    id: 'vpc-endpoints',
    criterion: 'Security: endpoints of the VPC',
    expected: (context) =>
      listed(
        resourcesOf(context, 'aws_vpc_endpoint').map((endpoint) =>
          service(textOf(endpoint, 'service_name', context)),
        ),
      ),
    check: async ({ clients }, { state }) => {
      const id = vpcId(state);
      if (id === undefined) return 'none';
      const { VpcEndpoints } = await clients.ec2.send(
        new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-id', Values: [id] }] }),
      );
      return listed(
        VpcEndpoints?.filter(({ State }) => String(State).toLowerCase() === 'available').map(
          ({ ServiceName = '?' }) => service(ServiceName),
        ),
      );
    },
  },
];

/** `com.amazonaws.us-east-1.s3` is called s3. */
const service = (name: string): string => name.split('.').slice(3).join('.');

function vpcId(state: Parameters<typeof managed>[0]): string | undefined {
  const id = managed(state).find(({ type }) => type === 'aws_vpc')?.attributes.id;
  return typeof id === 'string' ? id : undefined;
}
