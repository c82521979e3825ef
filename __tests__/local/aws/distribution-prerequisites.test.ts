import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  CreateDistributionCommand,
  UpdateDistributionCommand,
  type CloudFrontClient,
  type CreateDistributionCommandOutput,
  type DistributionConfig,
} from '@aws-sdk/client-cloudfront';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { distributionConfig, startGateway, type Harness } from './harness';

const ARN = 'arn:aws:acm:us-east-1:111122223333:certificate/one';
const WEB_ACL = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/acl/one';

let gateway: Harness;
let client: CloudFrontClient;
let certificate: Record<string, unknown>;

/** moto has that certificate in every region and that web ACL. */
beforeEach(async () => {
  certificate = {
    Status: 'ISSUED',
    DomainName: 'images.example',
    SubjectAlternativeNames: ['images.example', '*.cdn.example'],
  };
  gateway = await startGateway((request, response) => {
    void answerOf(request).then((body) => {
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
  });
  client = gateway.cloudFront();
});

async function answerOf(request: IncomingMessage): Promise<string | undefined> {
  const body = await text(request);
  const [, region = ''] =
    /\/([\w-]+)\/\w+\/aws4_request/.exec(request.headers.authorization ?? '') ?? [];
  if (request.headers['x-moto-account-id'] !== '111122223333') return undefined;
  switch (request.headers['x-amz-target'] ?? request.url) {
    case 'CertificateManager.DescribeCertificate':
      return body.includes(`"${ARN.replace('us-east-1', region)}"`)
        ? JSON.stringify({ Certificate: certificate })
        : undefined;
    case 'AWSWAF_20190729.GetWebACL':
      return body === '{"Name":"acl","Id":"one","Scope":"CLOUDFRONT"}'
        ? '{"WebACL":{}}'
        : undefined;
    default:
      return undefined;
  }
}

const create = (added: Partial<DistributionConfig>): Promise<CreateDistributionCommandOutput> =>
  client.send(new CreateDistributionCommand({ DistributionConfig: distributionConfig(added) }));

const aliased = (alias: string, arn = ARN): Partial<DistributionConfig> => ({
  Aliases: { Quantity: 1, Items: [alias] },
  ViewerCertificate: { ACMCertificateArn: arn, SSLSupportMethod: 'sni-only' },
});

const NO_CERTIFICATE = {
  name: 'InvalidViewerCertificate',
  message: expect.stringContaining("certificate doesn't exist, isn't in us-east-1") as unknown,
  $metadata: { httpStatusCode: 400 },
};

describe("a distribution's certificate", () => {
  it.each(['images.example', 'IMAGES.example', 'a.cdn.example', '*.cdn.example'])(
    'may cover %s',
    async (alias) => {
      expect((await create(aliased(alias))).Distribution?.Id).toBeDefined();
    },
  );

  it.each(['other.example', 'a.b.cdn.example', 'cdn.example', 'a.images.example'])(
    'must cover %s',
    async (alias) => {
      await expect(create(aliased(alias))).rejects.toMatchObject({
        name: 'InvalidViewerCertificate',
        message: expect.stringContaining("doesn't cover the alternate domain name") as unknown,
      });
    },
  );

  it('must exist', async () => {
    await expect(create(aliased('images.example', `${ARN}-2`))).rejects.toMatchObject(
      NO_CERTIFICATE,
    );
  });

  it('must be issued', async () => {
    certificate.Status = 'PENDING_VALIDATION';
    await expect(create(aliased('images.example'))).rejects.toMatchObject(NO_CERTIFICATE);
  });

  it('must be in us-east-1', async () => {
    const elsewhere = ARN.replace('us-east-1', 'eu-west-1');
    await expect(create(aliased('images.example', elsewhere))).rejects.toMatchObject(
      NO_CERTIFICATE,
    );
  });

  it('is looked at again in an update', async () => {
    const { Distribution, ETag } = await create(aliased('images.example'));
    const DistributionConfig = distributionConfig(aliased('other.example'));
    const update = { Id: Distribution?.Id, IfMatch: ETag, DistributionConfig };
    await expect(client.send(new UpdateDistributionCommand(update))).rejects.toMatchObject({
      name: 'InvalidViewerCertificate',
    });
  });
});

describe("a distribution's web ACL", () => {
  it('may be one of WAF', async () => {
    expect((await create({ WebACLId: WEB_ACL })).Distribution?.Id).toBeDefined();
  });

  it.each([`${WEB_ACL}-2`, WEB_ACL.replace('global', 'regional'), 'one'])(
    'must exist: %s',
    async (WebACLId) => {
      await expect(create({ WebACLId })).rejects.toMatchObject({
        name: 'InvalidWebACLId',
        $metadata: { httpStatusCode: 400 },
      });
    },
  );
});
