import { describe, expect, it } from '@jest/globals';
import { ImageApi, type ImageApiProps } from '../../../src/constructs/api/image-api';
import { only, resolved, synthesize, testStack, type SynthesizedStack } from '../../support/stack';

const props: ImageApiProps = {
  apiName: 'image-service-test',
  logGroupName: '/logs',
  logRetentionDays: 14,
  jwtIssuer: 'https://issuer.example',
  jwtAudiences: ['a', 'b'],
  allowedOrigins: ['https://site.example'],
  rateLimit: 50,
  burstLimit: 100,
};

const stack = testStack();
const api = new ImageApi(stack, 'api', props);
const synthesized: SynthesizedStack = synthesize(stack);

describe('ImageApi', () => {
  it('is an HTTP API that the site may call', () => {
    expect(only(synthesized, 'aws_apigatewayv2_api')).toMatchObject({
      name: 'image-service-test',
      protocol_type: 'HTTP',
      cors_configuration: {
        allow_origins: ['https://site.example'],
        allow_methods: ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'],
        allow_headers: ['authorization', 'content-type'],
        max_age: 3600,
      },
    });
  });

  it('has no routes: it answers 404', () => {
    expect(synthesized.resource).not.toHaveProperty('aws_apigatewayv2_route');
  });

  it('trusts tokens of the issuer for its audiences', () => {
    expect(only(synthesized, 'aws_apigatewayv2_authorizer')).toMatchObject({
      api_id: resolved(stack, api.api.id),
      authorizer_type: 'JWT',
      identity_sources: ['$request.header.Authorization'],
      jwt_configuration: { issuer: 'https://issuer.example', audience: ['a', 'b'] },
    });
  });

  it('deploys by itself, throttled, with metrics per route', () => {
    const stage = only(synthesized, 'aws_apigatewayv2_stage');
    expect(stage).toMatchObject({ name: '$default', auto_deploy: true });
    expect(stage.default_route_settings).toEqual({
      detailed_metrics_enabled: true,
      throttling_rate_limit: 50,
      throttling_burst_limit: 100,
    });
  });

  it('logs each request as JSON', () => {
    const { access_log_settings: settings } = only(synthesized, 'aws_apigatewayv2_stage') as {
      readonly access_log_settings: { readonly format: string; readonly destination_arn: string };
    };
    expect(settings.format).toMatch(/^\$\{jsonencode\(/);
    for (const variable of [
      '$context.requestId',
      '$context.routeKey',
      '$context.status',
      '$context.responseLatency',
      '$context.integrationErrorMessage',
      '$context.authorizer.error',
      '$context.identity.sourceIp',
      '$context.identity.userAgent',
    ]) {
      expect(settings.format).toContain(`"${variable}"`);
    }
  });

  it('keeps the log for as long as it is told', () => {
    expect(only(synthesized, 'aws_cloudwatch_log_group')).toMatchObject({
      name: '/logs',
      retention_in_days: 14,
    });
  });

  it.each([
    { prop: 'rateLimit', value: 0 },
    { prop: 'burstLimit', value: 0 },
    { prop: 'rateLimit', value: -1 },
  ])('refuses $prop of $value', ({ prop, value }) => {
    expect(() => new ImageApi(testStack(), 'api', { ...props, [prop]: value })).toThrow(
      `test/api: ${prop} must be above 0: AWS accepts 0 and then answers 429 to every request, not ${value}`,
    );
  });
});
