import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { HelloStage } from '../../examples/hello-function/hello-stage';
import { config, stage } from '../support/config';
import { only, statements, synthesize, testApp } from '../support/stack';

const hello = synthesize(new HelloStage(testApp(), { shared: config.shared, stage: stage('dev') }));

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

  it('has a handler that greets', () => {
    const handler = path.resolve(__dirname, '../../examples/hello-function/handler/index.mjs');
    const event = { requestContext: { authorizer: { jwt: { claims: { sub: 'ada' } } } } };
    // Jest does not load ES modules; Node.js, like Lambda, does.
    const program = `import { handler } from ${JSON.stringify(pathToFileURL(handler))};
      console.log(JSON.stringify(await handler(${JSON.stringify(event)})));`;
    const answer = JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }),
    ) as { readonly statusCode: number; readonly body: string };
    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ message: 'Hello, ada' });
  });
});
