import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { describe, expect, it } from '@jest/globals';
import type { TerraformStack } from 'cdktf';
import type { RouteProps } from '../../../src/constructs/api/api-route';
import { ImageApi } from '../../../src/constructs/api/image-api';
import { only, resolved, synthesize, testStack, type SynthesizedStack } from '../../support/stack';

function testApi(stack: TerraformStack): ImageApi {
  return new ImageApi(stack, 'api', {
    apiName: 'image-service-test',
    logGroupName: '/logs',
    logRetentionDays: 14,
    jwtIssuer: 'https://issuer.example',
    jwtAudiences: ['a'],
    allowedOrigins: ['https://site.example'],
    rateLimit: 50,
    burstLimit: 100,
  });
}

function testFunction(stack: TerraformStack): LambdaFunction {
  return new LambdaFunction(stack, 'function', { functionName: 'hello', role: 'arn:role' });
}

function synth(routeKey: string, props: Omit<RouteProps, 'function'> = {}): SynthesizedStack {
  const stack = testStack();
  testApi(stack).addRoute(routeKey, { function: testFunction(stack), ...props });
  return synthesize(stack);
}

describe('ImageApi.addRoute', () => {
  const stack = testStack();
  const api = testApi(stack);
  const hello = testFunction(stack);
  api.addRoute('GET /images/{id}', { function: hello });
  const synthesized = synthesize(stack);

  it('hands the request to the function as it is, payload 2.0', () => {
    const [integration] = Object.keys(synthesized.resource.aws_apigatewayv2_integration ?? {});
    expect(only(synthesized, 'aws_apigatewayv2_integration')).toMatchObject({
      api_id: resolved(stack, api.api.id),
      integration_type: 'AWS_PROXY',
      integration_uri: resolved(stack, hello.arn),
      payload_format_version: '2.0',
    });
    expect(only(synthesized, 'aws_apigatewayv2_route')).toMatchObject({
      route_key: 'GET /images/{id}',
      target: `integrations/\${aws_apigatewayv2_integration.${integration}.id}`,
    });
  });

  it('asks for a token unless told otherwise', () => {
    const route = only(synthesized, 'aws_apigatewayv2_route');
    expect(route).toMatchObject({
      authorization_type: 'JWT',
      authorizer_id: resolved(stack, api.authorizer.id),
    });
    expect(route).not.toHaveProperty('authorization_scopes');
  });

  it('asks for scopes when there are any', () => {
    const route = only(
      synth('GET /', { authorization: { type: 'jwt', scopes: ['images:read'] } }),
      'aws_apigatewayv2_route',
    );
    expect(route.authorization_scopes).toEqual(['images:read']);
  });

  it('is public by choice only', () => {
    const open = synth('GET /', { authorization: { type: 'public' } });
    const route = only(open, 'aws_apigatewayv2_route');
    expect(route.authorization_type).toBe('NONE');
    expect(route).not.toHaveProperty('authorizer_id');
  });

  it('lets the API invoke the function for this route and no other', () => {
    expect(only(synthesized, 'aws_lambda_permission')).toMatchObject({
      statement_id: 'invoke-get-images-id',
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      source_arn: `${resolved(stack, api.api.executionArn) as string}/*/GET/images/{id}`,
    });
  });

  it('is throttled like the rest of the API', () => {
    expect(only(synthesized, 'aws_apigatewayv2_stage')).not.toHaveProperty('route_settings');
  });

  it('is throttled by itself, once it exists', () => {
    const throttled = synth('POST /images', { throttling: { rateLimit: 5, burstLimit: 9 } });
    const [route] = Object.keys(throttled.resource.aws_apigatewayv2_route ?? {});
    expect(only(throttled, 'aws_apigatewayv2_stage').route_settings).toEqual([
      {
        route_key: `\${aws_apigatewayv2_route.${route}.route_key}`,
        detailed_metrics_enabled: true,
        throttling_rate_limit: 5,
        throttling_burst_limit: 9,
      },
    ]);
  });

  it('goes only after the stage has let go of it', () => {
    expect(only(synthesized, 'aws_apigatewayv2_route').lifecycle).toEqual({
      create_before_destroy: true,
    });
  });

  it.each(['GET /', 'DELETE /images/{id}', 'PUT /a.b_c~d-e', 'POST /files/{path+}', 'HEAD /x/y'])(
    'takes %s',
    (routeKey) => {
      expect(only(synth(routeKey), 'aws_apigatewayv2_route').route_key).toBe(routeKey);
    },
  );

  it.each(['ANY /images', 'OPTIONS /images', '$default'])(
    'refuses %s: it would answer the CORS preflight',
    (routeKey) => {
      expect(() => synth(routeKey)).toThrow(
        new Error(
          `test/api: routeKey must not catch OPTIONS: the API answers the CORS preflight, which carries no token, by itself, not "${routeKey}"`,
        ),
      );
    },
  );

  it.each([
    'GET',
    'GET images',
    'get /images',
    'GET  /images',
    'GET /images/',
    'GET /a//b',
    'GET /{path+}/more',
    'GET /im{id}',
    'GET /images?x=1',
    'CONNECT /images',
  ])('refuses "%s"', (routeKey) => {
    expect(() => synth(routeKey)).toThrow(
      new Error(
        `test/api: routeKey must be a method (DELETE, GET, HEAD, PATCH, POST, PUT), a space and a path such as /images/{id} or /files/{path+}, not "${routeKey}"`,
      ),
    );
  });

  it.each(['GET /images/{id}', 'GET /images/{imageId}'])(
    'refuses %s when GET /images/{id} is there',
    (routeKey) => {
      expect(() => api.addRoute(routeKey, { function: hello })).toThrow(
        new Error(
          `test/api: routeKey must not catch the same requests as "GET /images/{id}", not "${routeKey}"`,
        ),
      );
    },
  );

  it.each([
    {
      props: { authorization: { type: 'jwt', scopes: [] } },
      message: 'test/api/get-root: scopes must be 1 to 10, or left out, not []',
    },
    {
      props: { throttling: { rateLimit: 0, burstLimit: 1 } },
      message:
        'test/api: rateLimit must be above 0: AWS accepts 0 and then answers 429 to every request, not 0',
    },
    {
      props: { throttling: { rateLimit: 1, burstLimit: 0 } },
      message:
        'test/api: burstLimit must be above 0: AWS accepts 0 and then answers 429 to every request, not 0',
    },
  ] as const)('refuses $props', ({ props, message }) => {
    expect(() => synth('GET /', props)).toThrow(new Error(message));
  });

  it('refuses an eleventh scope', () => {
    const scopes = Array.from({ length: 11 }, (_, index) => `scope-${index}`);
    expect(() => synth('GET /', { authorization: { type: 'jwt', scopes } })).toThrow(
      'test/api/get-root: scopes must be 1 to 10, or left out, not ["scope-0",',
    );
  });
});
