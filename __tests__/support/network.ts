import type { TerraformStack } from 'cdktf';
import type { ServiceNetworkProps } from '../../src/constructs/network/service-network';
import { ServiceNetwork } from '../../src/constructs/network/service-network';
import { testStorage } from './storage';

type Storage = ReturnType<typeof testStorage>;

/** A network over two zones, around the given storage or around its own. */
export function testNetwork(
  stack: TerraformStack,
  overrides: Partial<ServiceNetworkProps> = {},
  storage: Storage = testStorage(stack),
): ServiceNetwork {
  return new ServiceNetwork(stack, 'network', {
    name: 'image-service-test',
    region: 'eu-west-1',
    cidrBlock: '10.40.0.0/20',
    availabilityZones: ['a', 'b'],
    interfaceEndpoints: [],
    ...storage,
    flowLogGroupName: '/flow-logs',
    logRetentionDays: 14,
    ...overrides,
  });
}
