import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { OrphanClients } from '../../../src/ops/state/orphans';
import { findOrphans, formatOrphans } from '../../../src/ops/state/orphans';
import { PLAIN } from '../../../src/ops/terminal';
import { FakeBackend } from '../../support/fake-backend';
import { stateText } from '../../support/state-text';

const tagging = mockClient(ResourceGroupsTaggingAPIClient);
const kms = mockClient(KMSClient);
const clients: OrphanClients = {
  tagging: new ResourceGroupsTaggingAPIClient({ region: 'us-east-1' }),
  kms: new KMSClient({ region: 'us-east-1' }),
};

const TABLE = 'arn:aws:dynamodb:us-east-1:111122223333:table/ImageMetadata-dev';
const VPC = 'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1';
const SUBNET = 'arn:aws:ec2:us-east-1:111122223333:subnet/subnet-1';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/k-1';
const PARAMETER = 'arn:aws:ssm:us-east-1:111122223333:parameter/image-service/dev/api-id';
const QUEUE = 'arn:aws:sqs:us-east-1:111122223333:image-service-dev';

let backend: FakeBackend;

beforeEach(() => {
  tagging.reset();
  kms.reset();
  backend = new FakeBackend();
});

/** In AWS with the stage's tags, the tag `Name` where one is given. */
function inAws(...tagged: (readonly [arn: string, name?: string])[]): void {
  tagging.on(GetResourcesCommand).resolves({
    ResourceTagMappingList: tagged.map(([ResourceARN, Value]) => ({
      ResourceARN,
      Tags: Value === undefined ? [] : [{ Key: 'Name', Value }],
    })),
  });
}

function inState(...resources: { readonly address: string; readonly attributes: object }[]): void {
  backend.add('dev', { id: 'v', text: stateText({ resources }) });
}

const find = (stage = 'dev') => findOrphans(backend.context(), stage, () => clients);

describe('findOrphans', () => {
  it('asks for the tags of this stage', async () => {
    inAws();
    await find();
    expect(tagging.commandCalls(GetResourcesCommand)[0]?.args[0].input).toMatchObject({
      TagFilters: [
        { Key: 'Service', Values: ['image-service'] },
        { Key: 'Stage', Values: ['dev'] },
      ],
    });
  });

  it('finds what is in AWS alone, with its address and the id to import', async () => {
    inAws([TABLE], [SUBNET, 'image-service-dev-private-b']);
    expect((await find()).orphans).toEqual([
      {
        arn: TABLE,
        addresses: [expect.stringMatching(/^aws_dynamodb_table\.image-table_/)],
        importId: 'ImageMetadata-dev',
      },
      {
        arn: SUBNET,
        addresses: [expect.stringMatching(/^aws_subnet\.service-network_private-subnet-b_/)],
        importId: 'subnet-1',
      },
    ]);
  });

  it('finds nothing in what the state knows, by ARN or by the id of EC2', async () => {
    inAws([TABLE], [VPC]);
    inState(
      { address: 'aws_dynamodb_table.a', attributes: { arn: TABLE } },
      { address: 'aws_vpc.b', attributes: { id: 'vpc-1' } },
    );
    expect((await find()).orphans).toEqual([]);
  });

  it('has no address for the second of what the state has already', async () => {
    inAws([VPC, 'image-service-dev']);
    const [first] = (await find()).orphans;
    inState({ address: first?.addresses[0] ?? '', attributes: { id: 'vpc-2' } });
    expect((await find()).orphans).toEqual([{ arn: VPC, addresses: [], importId: 'vpc-1' }]);
  });

  it('names all that it may be, where nothing tells them apart', async () => {
    inAws([SUBNET, 'renamed by hand']);
    expect((await find()).orphans[0]?.addresses).toHaveLength(2);
  });

  it('lists a key, unless it is being deleted', async () => {
    inAws([KEY]);
    kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: 'k-1', KeyState: 'Enabled' } });
    expect((await find()).orphans).toHaveLength(1);
    kms
      .on(DescribeKeyCommand)
      .resolves({ KeyMetadata: { KeyId: 'k-1', KeyState: 'PendingDeletion' } });
    expect((await find()).orphans).toEqual([]);
  });

  it('refuses the state stack, an unknown stage, and says what AWS refuses', async () => {
    await expect(find('state')).rejects.toThrow('image-service-state is no stage');
    await expect(find('test')).rejects.toThrow('There is no stage "test"');
    tagging
      .on(GetResourcesCommand)
      .rejects(Object.assign(new Error('not you'), { name: 'AccessDeniedException' }));
    await expect(find()).rejects.toThrow('AWS does not let these credentials do this: not you');
  });
});

describe('formatOrphans', () => {
  it('gives the command for each, and says what can only be deleted', async () => {
    inAws([TABLE], [SUBNET, 'unknown'], [PARAMETER], [QUEUE]);
    const text = formatOrphans(await find(), PLAIN);
    expect(text.replace(/_[0-9A-F]{8}/g, '')).toBe(
      [
        'image-service-dev: 4 in AWS that its state does not know',
        TABLE,
        "  terraform -chdir=cdktf.out/stacks/image-service-dev import aws_dynamodb_table.image-table 'ImageMetadata-dev'",
        SUBNET,
        '  one of:',
        "  terraform -chdir=cdktf.out/stacks/image-service-dev import aws_subnet.service-network_private-subnet-a 'subnet-1'",
        "  terraform -chdir=cdktf.out/stacks/image-service-dev import aws_subnet.service-network_private-subnet-b 'subnet-1'",
        PARAMETER,
        "  aws ssm delete-parameter --region us-east-1 --name '/image-service/dev/api-id'",
        QUEUE,
        '  no type of a stage: delete it',
      ].join('\n'),
    );
  });

  it('says so when there are none', () => {
    expect(formatOrphans({ stack: 'image-service-dev', orphans: [] }, PLAIN)).toBe(
      'image-service-dev: no orphans',
    );
  });
});
