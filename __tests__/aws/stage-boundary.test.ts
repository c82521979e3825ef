import { GetPolicyCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { hasBoundary, iamClient } from '../../src/aws/stage-boundary';
import { s3Error } from '../support/fake-backend';

const ask = () => hasBoundary(iamClient({}), 'dev', '111122223333', {});

describe('hasBoundary', () => {
  it("looks for the policy of the stage's name", async () => {
    const iam = mockClient(IAMClient);
    iam.on(GetPolicyCommand).resolves({});
    expect(await ask()).toBe(true);
    expect(iam.commandCalls(GetPolicyCommand)[0]?.args[0].input).toEqual({
      PolicyArn: 'arn:aws:iam::111122223333:policy/image-service-access-dev-boundary',
    });
  });

  it('says so when there is none', async () => {
    const missing = new NoSuchEntityException({ message: 'none', $metadata: {} });
    mockClient(IAMClient).on(GetPolicyCommand).rejects(missing);
    expect(await ask()).toBe(false);
  });

  it('takes a refusal for no answer', async () => {
    mockClient(IAMClient).on(GetPolicyCommand).rejects(s3Error('AccessDenied', 403));
    await expect(ask()).rejects.toThrow('AWS does not let these credentials do this: AccessDenied');
  });
});
