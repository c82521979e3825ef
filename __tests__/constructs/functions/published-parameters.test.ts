import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { describe, expect, it } from '@jest/globals';
import { Testing } from 'cdktf';
import { PublishedParameters } from '../../../src/constructs/functions/published-parameters';

function synth(path = '/service/test'): string {
  return Testing.synthScope((scope) => {
    new PublishedParameters(scope, 'parameters', {
      path,
      values: { 'table-name': 'images', 'subnet-ids': ['a', 'b'] },
    });
  });
}

describe('PublishedParameters', () => {
  it('shows a text in every plan, under its path', () => {
    expect(synth()).toHaveResourceWithProperties(SsmParameter, {
      name: '/service/test/table-name',
      type: 'String',
      insecure_value: 'images',
    });
  });

  it('joins a list as Parameter Store does', () => {
    expect(synth()).toHaveResourceWithProperties(SsmParameter, {
      name: '/service/test/subnet-ids',
      type: 'StringList',
      insecure_value: '${join(",", ["a", "b"])}',
    });
  });

  it.each(['', 'service', '/service/', '//service'])('refuses the path "%s"', (path) => {
    expect(() => synth(path)).toThrow(
      `path must begin with a slash and not end with one, not "${path}"`,
    );
  });
});
