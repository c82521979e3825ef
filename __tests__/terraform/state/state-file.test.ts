import { describe, expect, it } from '@jest/globals';
import {
  managed,
  parseState,
  UnreadableState,
  withSerial,
} from '../../../src/terraform/state/state-file';
import { stateText } from '../../support/state-text';

const addresses = (text: string) =>
  parseState(text, 'state').resources.map(({ address }) => address);

describe('parseState', () => {
  it.each([
    { of: { address: 'aws_s3_bucket.images' }, address: 'aws_s3_bucket.images' },
    { of: { address: 'data.aws_route53_zone.zone' }, address: 'data.aws_route53_zone.zone' },
    { of: { address: 'a.b', instance: { index_key: 0 } }, address: 'a.b[0]' },
    { of: { address: 'a.b', instance: { index_key: 'x' } }, address: 'a.b["x"]' },
    {
      of: { address: 'a.b', instance: { index_key: '${a} %{b} zero\u200bwidth \u202eback' } },
      address: 'a.b["$${a} %%{b} zero\\u200bwidth \\u202eback"]',
    },
    { of: { address: 'a.b', module: 'module.m' }, address: 'module.m.a.b' },
    { of: { address: 'a.b', instance: { deposed: 'f00' } }, address: 'a.b (deposed object f00)' },
  ])('names a resource as Terraform does: $address', ({ of, address }) => {
    expect(addresses(stateText({ resources: [of] }))).toEqual([address]);
  });

  it('reads what the commands show', () => {
    const text = stateText({
      serial: 7,
      outputs: {
        url: { value: 'x', type: 'string' },
        key: { value: 1, type: 'number', sensitive: true },
      },
      resources: [
        {
          address: 'a.b',
          attributes: { list: [{ password: 'p' }] },
          instance: {
            status: 'tainted',
            sensitive_attributes: [
              [
                { type: 'get_attr', value: 'list' },
                { type: 'index', value: { value: 0, type: 'number' } },
                { type: 'get_attr', value: 'password' },
              ],
            ],
          },
        },
      ],
    });
    expect(parseState(text, 'state')).toEqual({
      serial: 7,
      lineage: 'a-lineage',
      terraformVersion: '1.11.4',
      outputs: { url: { value: 'x', sensitive: false }, key: { value: 1, sensitive: true } },
      resources: [
        {
          address: 'a.b',
          mode: 'managed',
          type: 'a',
          tainted: true,
          attributes: { list: [{ password: 'p' }] },
          sensitivePaths: [['list', 0, 'password']],
        },
      ],
    });
  });

  it('takes a state that was just begun', () => {
    const text = '{"version":4,"terraform_version":"1.11.4","serial":0,"lineage":""}';
    expect(parseState(text, 'state')).toMatchObject({ outputs: {}, resources: [] });
  });

  it.each([
    { text: '{"version": 4', problem: 'it is no whole JSON' },
    { text: '{"version": 3}', problem: 'version: Invalid input: expected 4' },
  ])('refuses $text', ({ text, problem }) => {
    expect(() => parseState(text, 's3://b/k')).toThrow(
      new UnreadableState(`s3://b/k is not a Terraform state of format 4 (${problem}).`),
    );
  });
});

describe('managed', () => {
  it('leaves out what Terraform only reads', () => {
    const state = parseState(
      stateText({ resources: [{ address: 'data.a.b' }, { address: 'a.b' }] }),
      'state',
    );
    expect(managed(state).map(({ address }) => address)).toEqual(['a.b']);
  });
});

describe('withSerial', () => {
  it('changes the serial and no other byte', () => {
    // A number that JavaScript would round.
    const text = stateText({
      serial: 3,
      resources: [{ address: 'a.b', attributes: { n: 1 } }],
    }).replace('"n": 1', '"n": 12345678901234567890');
    expect(withSerial(text, 12, 'state')).toBe(text.replace('"serial": 3', '"serial": 12'));
  });

  it('refuses a text whose first "serial" is another', () => {
    const text = `{"outputs":{"o":{"value":{"serial": 1}}},${stateText().slice(1)}`.replace(
      '"outputs": {},',
      '',
    );
    expect(() => withSerial(text, 12, 's3://b/k')).toThrow(
      's3://b/k has no serial where Terraform writes it; it cannot be raised.',
    );
  });
});
