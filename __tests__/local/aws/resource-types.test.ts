import { beforeEach, describe, expect, it } from '@jest/globals';
import { CreateDistributionCommand, type CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { startGateway, type Harness } from './harness';
import { kindsOf } from './resource-kinds';

let gateway: Harness;
let client: CloudFrontClient;

beforeEach(async () => {
  gateway = await startGateway();
  client = gateway.cloudFront();
});

const refusal = (code: string, status: number): unknown =>
  expect.objectContaining({
    name: code,
    $metadata: expect.objectContaining({ httpStatusCode: status }),
  });

describe.each(kindsOf(() => client))('$type', (kind) => {
  it('comes back exactly as it was sent', async () => {
    const made = await kind.create('one');
    expect(made.id).toMatch(kind.id);
    expect(made.Location).toContain(`/2020-05-31/`);
    const got = await kind.get(made.id);
    const config = await kind.getConfig(made.id);
    expect(got.config).toEqual(kind.sent('one'));
    expect(config.config).toEqual(kind.sent('one'));
    expect([got.ETag, config.ETag]).toEqual([made.ETag, made.ETag]);
  });

  it('changes, with a new ETag', async () => {
    const made = await kind.create('one');
    const updated = await kind.update(made.id, made.ETag, 'second');
    expect(updated.ETag).not.toBe(made.ETag);
    expect((await kind.get(made.id)).config).toEqual(kind.sent('one', 'second'));
  });

  it('refuses a change without the current ETag', async () => {
    const made = await kind.create('one');
    await kind.update(made.id, made.ETag, 'second');
    const missing = refusal('InvalidIfMatchVersion', 400);
    const stale = refusal('PreconditionFailed', 412);
    await expect(kind.update(made.id, undefined, 'third')).rejects.toEqual(missing);
    await expect(kind.update(made.id, made.ETag, 'third')).rejects.toEqual(stale);
    await expect(kind.remove(made.id, undefined)).rejects.toEqual(missing);
    await expect(kind.remove(made.id, made.ETag)).rejects.toEqual(stale);
  });

  it('is listed until it is deleted', async () => {
    const made = await kind.create('one');
    await kind.create('two');
    expect(await kind.names()).toEqual(['one', 'two']);
    await kind.remove(made.id, made.ETag);
    expect(await kind.names()).toEqual(['two']);
    await expect(kind.get(made.id)).rejects.toEqual(refusal(`NoSuch${kind.type}`, 404));
  });

  it('does not share its name', async () => {
    await kind.create('one');
    await expect(kind.create('one')).rejects.toEqual(refusal(`${kind.type}AlreadyExists`, 409));
  });

  it('cannot be deleted while a distribution uses it', async () => {
    const made = await kind.create('one');
    await client.send(new CreateDistributionCommand({ DistributionConfig: kind.use(made.id) }));
    const inUse = refusal(`${kind.type}InUse`, 409);
    await expect(kind.remove(made.id, made.ETag)).rejects.toEqual(inUse);
  });

  it('must exist for a distribution to use it', async () => {
    const DistributionConfig = kind.use('nothing');
    await expect(
      client.send(new CreateDistributionCommand({ DistributionConfig })),
    ).rejects.toMatchObject({ name: kind.missing });
  });
});
