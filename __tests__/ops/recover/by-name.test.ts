import { GetPolicyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { serviceClients } from '../../../src/aws/service-clients';
import { findByName } from '../../../src/ops/recover/by-name';

const lambda = mockClient(LambdaClient);
const clients = serviceClients('us-east-1', {});

/** What an import takes for the permission `invoke-get-hello` of the function with that id. */
const permission = (functionId: string | undefined): Promise<string | undefined> =>
  findByName(
    clients,
    {
      type: 'aws_lambda_permission',
      body: {
        function_name: '${aws_lambda_function.hello.function_name}',
        statement_id: 'invoke-get-hello',
      },
    },
    { zoneName: '', bodyOf: () => undefined, idOf: () => functionId, isKnown: () => false },
  );

describe('a permission of a function', () => {
  it('is found by its statement', async () => {
    const policyOf = (Sid: string) => ({ Policy: JSON.stringify({ Statement: [{ Sid }] }) });
    lambda
      .on(GetPolicyCommand, { FunctionName: 'dev-hello' })
      .resolvesOnce(policyOf('invoke-get-hello'))
      .resolves(policyOf('another'));
    expect(await permission('dev-hello')).toBe('dev-hello/invoke-get-hello');
    expect(await permission('dev-hello')).toBeUndefined();
  });

  it('is not looked for without the function, nor found where the function has none', async () => {
    expect(await permission(undefined)).toBeUndefined();
    const none = Object.assign(new Error(), { name: 'ResourceNotFoundException' });
    lambda.on(GetPolicyCommand).rejects(none);
    expect(await permission('dev-hello')).toBeUndefined();
  });
});
