import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../../src/config/user-error';
import { PLAIN } from '../../../src/cli/terminal';
import { findResources, formatResources } from '../../../src/ops/state/resources';
import { formatOutputs, formatShown, showState, stateOutputs } from '../../../src/ops/state/show';
import { formatJson } from '../../../src/values/json';
import { FakeBackend } from '../../support/fake-backend';
import { stateText } from '../../support/state-text';

const fake = new FakeBackend()
  .add('dev', {
    id: 'v',
    text: stateText({
      outputs: {
        count: { value: 9 },
        url: { value: 'https://x' },
        sizes: { value: [1, 2] },
        key: { value: 'top-secret', sensitive: true },
      },
      resources: [
        {
          address: 'aws_s3_bucket.images',
          attributes: {
            bucket: 'pictures',
            id: 'pictures',
            arn: 'arn:aws:s3:::pictures',
            tags: null,
          },
        },
        {
          address: 'aws_ssm_parameter.key',
          attributes: {
            name: '/key',
            id: '/key',
            value: 'top-secret',
            tags_all: { copy: 'a top-secret' },
            version: 9,
          },
          instance: {
            index_key: 0,
            status: 'tainted',
            sensitive_attributes: [[{ type: 'get_attr', value: 'value' }]],
          },
        },
        {
          address: 'aws_ssm_parameter.key',
          attributes: { id: 'second' },
          instance: { index_key: 1 },
        },
      ],
    }).replace(/": 9$/gm, '": 9007199254740993'),
  })
  .add('prod', { id: 'v', text: stateText({ resources: [{ address: 'aws_sns_topic.PICTURES' }] }) })
  .add('state', { id: 'v', text: stateText() });
const context = fake.context();

describe('showState', () => {
  it('lists the resources with their names and ids', async () => {
    expect(formatShown(await showState(context, { stage: 'dev' }), PLAIN)).toBe(
      [
        'ADDRESS                             NAME      ID',
        'aws_s3_bucket.images                pictures  pictures',
        'aws_ssm_parameter.key[0] (tainted)  /key      /key',
        'aws_ssm_parameter.key[1]                      second',
      ].join('\n'),
    );
  });

  it('shows every attribute of what the address names, secrets masked', async () => {
    const shown = await showState(context, { stage: 'dev', address: 'aws_ssm_parameter.key' });
    expect(formatShown(shown, PLAIN)).toBe(
      [
        'aws_ssm_parameter.key[0] (tainted)',
        '  name = "/key"',
        '  id = "/key"',
        '  value = (sensitive)',
        '  tags_all.copy = (sensitive)',
        '  version = 9007199254740993',
        '',
        'aws_ssm_parameter.key[1]',
        '  id = "second"',
      ].join('\n'),
    );
    expect(JSON.stringify(shown)).not.toContain('top-secret');
  });

  it('shows secrets when asked to, and null as it is', async () => {
    const options = { stage: 'dev', address: 'aws_ssm_parameter.key[0]', reveal: true };
    expect(formatShown(await showState(context, options), PLAIN)).toContain('value = "top-secret"');
    const bucket = await showState(context, { stage: 'dev', address: 'aws_s3_bucket.images' });
    expect(formatShown(bucket, PLAIN)).toContain('  tags = null');
  });

  it('offers what comes close when there is no such address', async () => {
    await expect(showState(context, { stage: 'dev', address: 'KEY' })).rejects.toEqual(
      new UserError(
        'The state of dev has no resource "KEY". Did you mean aws_ssm_parameter.key[0], aws_ssm_parameter.key[1]?',
      ),
    );
    await expect(showState(context, { stage: 'dev', address: 'nothing' })).rejects.toEqual(
      new UserError(
        'The state of dev has no resource "nothing". `pnpm ops state show dev` lists them.',
      ),
    );
  });

  it('says so when there are none', async () => {
    expect(formatShown(await showState(context, { stage: 'state' }), PLAIN)).toBe(
      'The state has no resources.',
    );
  });
});

describe('stateOutputs', () => {
  it('masks the sensitive ones unless they are asked for', async () => {
    const outputs = await stateOutputs(context, { stage: 'dev' });
    expect(formatOutputs(outputs, PLAIN)).toBe(
      [
        'OUTPUT  VALUE',
        'count   9007199254740993',
        'url     https://x',
        'sizes   [1, 2]',
        'key     (sensitive)',
      ].join('\n'),
    );
    expect(formatJson(outputs)).toBe(
      '{"count":9007199254740993,"url":"https://x","sizes":[1,2],"key":"(sensitive)"}',
    );
    const revealed = await stateOutputs(context, { stage: 'dev', reveal: true });
    expect(revealed.key).toBe('top-secret');
  });

  it('says so when there are none', async () => {
    expect(formatOutputs(await stateOutputs(context, { stage: 'state' }), PLAIN)).toBe(
      'The stack has no outputs.',
    );
  });
});

describe('findResources', () => {
  it('looks through all stages, in any case', async () => {
    expect(formatResources(await findResources(context, 'pictures'), PLAIN)).toBe(
      [
        'STAGE  ADDRESS                 NAME      ARN OR ID',
        'dev    aws_s3_bucket.images    pictures  arn:aws:s3:::pictures',
        'prod   aws_sns_topic.PICTURES',
      ].join('\n'),
    );
  });

  it.each(['AWS_S3_BUCKET', 'arn:aws:s3', 'images'])('finds by %s', async (search) => {
    expect(await findResources(context, search)).toHaveLength(1);
  });

  it('lists all without a search, never finds by a secret, and says when nothing is found', async () => {
    expect(await findResources(context)).toHaveLength(4);
    expect(formatResources(await findResources(context, 'top-secret'), PLAIN)).toBe(
      'No resource matches.',
    );
  });
});
