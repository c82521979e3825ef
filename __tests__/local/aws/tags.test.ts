import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  CreateDistributionCommand,
  CreateDistributionWithTagsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type CloudFrontClient,
} from '@aws-sdk/client-cloudfront';
import { distributionConfig, startGateway, type Harness } from './harness';

let gateway: Harness;
let client: CloudFrontClient;

beforeEach(async () => {
  gateway = await startGateway();
  client = gateway.cloudFront();
});

describe('tags', () => {
  it('come with the distribution and change on their own', async () => {
    const { Distribution } = await client.send(
      new CreateDistributionWithTagsCommand({
        DistributionConfigWithTags: {
          DistributionConfig: distributionConfig(),
          Tags: {
            Items: [
              { Key: 'Stage', Value: 'dev' },
              { Key: 'Gone', Value: '' },
            ],
          },
        },
      }),
    );
    const Resource = Distribution?.ARN;
    const Tags = {
      Items: [
        { Key: 'Stage', Value: 'test' },
        { Key: 'New', Value: '1' },
      ],
    };
    await client.send(new TagResourceCommand({ Resource, Tags }));
    await client.send(new UntagResourceCommand({ Resource, TagKeys: { Items: ['Gone'] } }));
    const listed = await client.send(new ListTagsForResourceCommand({ Resource }));
    expect(listed.Tags).toEqual(Tags);
  });

  it('are an empty list when there are none', async () => {
    const DistributionConfig = distributionConfig();
    const { Distribution } = await client.send(
      new CreateDistributionCommand({ DistributionConfig }),
    );
    const listed = await client.send(
      new ListTagsForResourceCommand({ Resource: Distribution?.ARN }),
    );
    expect(listed.Tags?.Items).toEqual([]);
  });

  it.each(['arn:aws:cloudfront::444455556666:distribution/E1', 'arn:aws:s3:::bucket'])(
    'are refused for %s',
    async (Resource) => {
      await expect(client.send(new ListTagsForResourceCommand({ Resource }))).rejects.toMatchObject(
        {
          name: 'NoSuchResource',
        },
      );
    },
  );
});
