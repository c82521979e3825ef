import {
  ApiGatewayV2Client,
  DeleteRouteSettingsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { settingsFor, startGateway, untilTheEnd, type Harness } from './harness';

let gateway: Harness;
let api: ApiGatewayV2Client;
let stage: Record<string, unknown> | undefined;
let calls: string[];

beforeEach(async () => {
  calls = [];
  stage = {
    stageName: '$default',
    autoDeploy: true,
    description: 'kept',
    routeSettings: { 'GET /a': { throttlingRateLimit: 1 } },
  };
  gateway = await startGateway((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.once('end', () => {
      calls.push(`${request.method ?? ''} ${request.url ?? ''}`);
      if (request.method === 'DELETE') stage = undefined;
      if (request.method === 'POST') stage = JSON.parse(body) as Record<string, unknown>;
      const status = request.url?.includes('/apis/known/') ? 200 : 404;
      response.writeHead(status, { 'x-amzn-errortype': 'NotFoundException' });
      response.end(JSON.stringify(status === 200 ? (stage ?? {}) : { message: 'no stage' }));
    });
  });
  api = untilTheEnd(new ApiGatewayV2Client({ ...settingsFor(gateway), region: 'eu-west-1' }));
});

describe('a stage that exists', () => {
  it('is updated: what is given changes, the rest stays', async () => {
    const answer = await api.send(
      new UpdateStageCommand({
        ApiId: 'known',
        StageName: '$default',
        DefaultRouteSettings: { ThrottlingBurstLimit: 5 },
        RouteSettings: { 'GET /b': { ThrottlingRateLimit: 2 } },
      }),
    );
    expect(stage).toEqual({
      stageName: '$default',
      autoDeploy: true,
      description: 'kept',
      defaultRouteSettings: { throttlingBurstLimit: 5 },
      routeSettings: {
        'GET /a': { throttlingRateLimit: 1 },
        'GET /b': { throttlingRateLimit: 2 },
      },
    });
    expect(answer).toMatchObject({ StageName: '$default', Description: 'kept' });
  });

  it('is tagged and untagged: other tags and settings stay', async () => {
    const ResourceArn = 'arn:aws:apigateway:eu-west-1::/apis/known/stages/$default';
    await api.send(new TagResourceCommand({ ResourceArn, Tags: { stage: 'dev', owner: 'a' } }));
    await api.send(new TagResourceCommand({ ResourceArn, Tags: { owner: 'b' } }));
    expect(stage).toMatchObject({ description: 'kept', tags: { stage: 'dev', owner: 'b' } });
    await api.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['owner'] }));
    expect(stage).toMatchObject({ description: 'kept', tags: { stage: 'dev' } });
    expect(stage?.tags).toEqual({ stage: 'dev' });
  });

  it("loses one route's settings and nothing else", async () => {
    await api.send(
      new DeleteRouteSettingsCommand({
        ApiId: 'known',
        StageName: '$default',
        RouteKey: 'GET /a',
      }),
    );
    expect(stage).toEqual({
      stageName: '$default',
      autoDeploy: true,
      description: 'kept',
      routeSettings: {},
    });
  });
});

describe('a stage that does not exist', () => {
  it('is neither made nor deleted', async () => {
    await expect(
      api.send(new UpdateStageCommand({ ApiId: 'unknown', StageName: '$default' })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
    expect(calls).toEqual(['GET /v2/apis/unknown/stages/%24default']);
  });
});
