import { describe, expect, it } from '@jest/globals';
import { handler } from '../../examples/hello-function/handler';
import { stage } from '../support/config';
import { helloStage } from '../support/hello-stage';
import { only, statements, synthesize, testApp } from '../support/stack';

const hello = synthesize(helloStage(testApp(), stage('dev')));

describe('the example hello-function', () => {
  it('adds one function and one route, for holders of a token', () => {
    expect(only(hello, 'aws_lambda_function')).toMatchObject({
      function_name: 'image-service-dev-hello',
      vpc_config: { subnet_ids: [expect.anything(), expect.anything()] },
    });
    expect(only(hello, 'aws_apigatewayv2_route')).toMatchObject({
      route_key: 'GET /hello',
      authorization_type: 'JWT',
    });
  });

  it('may do what it declares', () => {
    expect(Object.keys(statements(hello))).toEqual(
      expect.arrayContaining(['ReadImageMetadata', 'ReadImageMetadataByUser', 'PutImages']),
    );
    expect(Object.keys(statements(hello))).not.toContain('WriteImageMetadata');
  });

  it('has a handler that greets', async () => {
    const authorizer = { jwt: { claims: { sub: 'ada' } } };
    const { statusCode, body } = await handler({ requestContext: { authorizer } });
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ message: 'Hello, ada' });
  });
});
