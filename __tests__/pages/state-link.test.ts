import { describe, expect, it } from '@jest/globals';
import { readStateLink, stateLink } from '../../src/pages/state-link';

describe('a link into the page of states', () => {
  it.each([
    ['#dev', { scope: 'dev' }],
    ['#dev/aws_s3_bucket.images', { scope: 'dev', address: 'aws_s3_bucket.images' }],
    [
      '#dev/aws_s3_bucket.images@12',
      { scope: 'dev', address: 'aws_s3_bucket.images', version: '12' },
    ],
    ['#dev@11..12', { scope: 'dev', version: '11', to: '12' }],
    ['#dev@3sL4.rm..pXd3', { scope: 'dev', version: '3sL4.rm', to: 'pXd3' }],
    ['#dev@a%2E..b', { scope: 'dev', version: 'a.', to: 'b' }],
    ['#dev@a%2E.b', { scope: 'dev', version: 'a..b' }],
    ['#dev/a.b%5B%22x%2Fy%40z%22%5D', { scope: 'dev', address: 'a.b["x/y@z"]' }],
  ])('%s', (link, view) => {
    expect(stateLink(view)).toBe(link);
    expect(readStateLink(link)).toEqual(view);
  });

  it('is also read as somebody has typed it', () => {
    expect(readStateLink('')).toEqual({});
    expect(readStateLink('#dev/a.b["x"]@1')).toEqual({
      scope: 'dev',
      address: 'a.b["x"]',
      version: '1',
    });
    expect(readStateLink('#dev/100%')).toEqual({ scope: 'dev', address: '100%' });
  });
});
