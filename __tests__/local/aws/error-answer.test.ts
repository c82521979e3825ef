import { ApiGatewayV2Client, GetAuthorizersCommand } from '@aws-sdk/client-apigatewayv2';
import { CloudWatchClient, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { describe, expect, it } from '@jest/globals';
import { s3Client, settingsFor, startGateway, type Harness, signedAs } from './harness';

const PAGE = '<!doctype html>\n<html lang=en>\n<title>Internal Server Error</title>';

let gateway: Harness;

const settings = () => settingsFor(gateway);

const start = async (status: number, body: string): Promise<void> => {
  gateway = await startGateway((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(body);
  });
};

const listDashboards = new ListDashboardsCommand({});
const getAuthorizers = new GetAuthorizersCommand({ ApiId: 'a' });
const getHostedZone = new GetHostedZoneCommand({ Id: 'Z1' });

describe('a page of moto, which failed', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['REST JSON', () => new ApiGatewayV2Client(settings()).send(getAuthorizers)],
    ['AWS JSON', () => new CloudWatchClient(settings()).send(listDashboards)],
    [
      'CBOR',
      () => {
        const inCbor = { ...settings(), protocol: SmithyRpcV2CborProtocol };
        return new CloudWatchClient(inCbor).send(listDashboards);
      },
    ],
    ['AWS query', () => new IAMClient(settings()).send(new GetRoleCommand({ RoleName: 'a' }))],
    ['EC2 query', () => new EC2Client(settings()).send(new DescribeVpcsCommand({}))],
    ['REST XML', () => new Route53Client(settings()).send(getHostedZone)],
    ["S3's XML", () => s3Client(gateway).send(new ListBucketsCommand({}))],
  ])('is an error in %s', async (_protocol, call) => {
    await start(500, PAGE);
    await expect(call()).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: { httpStatusCode: 500 },
    });
  });

  it('names the operation', async () => {
    await start(500, PAGE);
    await expect(new CloudWatchClient(settings()).send(listDashboards)).rejects.toMatchObject({
      message: 'moto failed at monitoring GraniteServiceVersion20100801.ListDashboards.',
    });
  });

  it('says what the local AWS does not know', async () => {
    await start(404, PAGE);
    await expect(new ApiGatewayV2Client(settings()).send(getAuthorizers)).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The local AWS has no apigateway GET /v2/apis/a/authorizers.',
    });
  });
});

describe('a body that is not what its protocol says', () => {
  const ask = async (service: string, body: string, headers: object, path = '/') => {
    gateway = await startGateway((_request, response) => response.end('moto'));
    const answer = await fetch(gateway.url + path, {
      method: 'POST',
      headers: { authorization: signedAs(service, '1'), ...headers } as Record<string, string>,
      body,
    });
    return `${answer.status} ${await answer.text()}`;
  };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const target = { 'x-amz-target': 'GraniteServiceVersion20100801.DescribeAlarms' };
  const cbor = { 'smithy-protocol': 'rpc-v2-cbor' };
  const operation = '/service/GraniteServiceVersion20100801/operation/DescribeAlarms';

  it.each<[string, string, string, object, string?]>([
    ['SerializationException', 'monitoring', '{"a', target],
    ['SerializationException', 'monitoring', '\xff', cbor, operation],
    [
      'SerializationException',
      'dynamodb',
      '{"a',
      { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
    ],
    ['InvalidInput', 'route53', '<Create', {}, '/2013-04-01/hostedzone'],
    ['MissingAction', 'sns', 'garbage', form],
    ['MissingAction', 'ec2', 'garbage', form],
  ])('is a %s of %s', async (code, ...asked) => {
    const answer = await ask(...asked);
    expect(answer).toMatch(/^400 /);
    expect(answer).toContain(code);
  });

  it.each([
    ['apigateway', '/v2/apis'],
    ['lambda', '/2015-03-31/functions'],
  ])('is no JSON of %s', async (service, path) => {
    expect(await ask(service, '{"a', {}, path)).toBe(
      '400 {"message":"The body is not in JSON, as it says."}',
    );
  });

  it('is one that is', async () => {
    expect(await ask('sns', 'Action=ListTopics', form)).toBe('200 moto');
  });
});

describe("an error of moto's that is only called a page", () => {
  it('stays as it is', async () => {
    await start(404, '<ErrorResponse><Error><Code>NoSuchHostedZone</Code></Error></ErrorResponse>');
    await expect(new Route53Client(settings()).send(getHostedZone)).rejects.toMatchObject({
      name: 'NoSuchHostedZone',
    });
  });
});
