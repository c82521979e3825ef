import { describe, expect, it } from '@jest/globals';
import { drawMap, type KnownResource } from '../../../src/ops/diagram/draw-map';
import { fromJson } from '../../../src/synthesized/synthesized';

const code = fromJson('a-stack', {
  resource: {
    aws_s3_bucket: { kept: { bucket: 'kept-bucket' }, planned: { bucket: 'planned-bucket' } },
    aws_sns_topic: { many: { name: 'many-topic', for_each: ['a', 'b'] } },
  },
});

const known: readonly KnownResource[] = [
  { address: 'aws_s3_bucket.kept', type: 'aws_s3_bucket' },
  { address: 'aws_sns_topic.many["a/b"]', type: 'aws_sns_topic' },
  { address: 'aws_sns_topic.many["b"]', type: 'aws_sns_topic' },
  { address: 'aws_dynamodb_table.gone', type: 'aws_dynamodb_table', name: 'gone-table' },
];

const drawn = (isWhole: boolean) =>
  drawMap(code, {
    known,
    isWhole,
    linkOf: (found) =>
      found.length === 0
        ? undefined
        : { href: `#${found.map(({ address }) => address).join()}`, className: 'box' },
    badgesOf: ({ length }) => [`${length} known`],
    shown: (text) => text.replace('kept', 'masked'),
  });

const linksIn = (svg: string): string[] =>
  [...svg.matchAll(/<a href="([^"]*)"/g)].map(([, href = '']) => href).sort();

describe('the diagram of a page', () => {
  it('has a box for what is known, all instances in that of their block, and what the code has no more', async () => {
    const svg = await drawn(false);
    expect(linksIn(svg)).toEqual([
      '#aws_dynamodb_table.gone',
      '#aws_s3_bucket.kept',
      '#aws_sns_topic.many[&quot;a/b&quot;],aws_sns_topic.many[&quot;b&quot;]',
    ]);
    expect(svg).toContain('>2 known<');
    expect(svg).toContain('>gone-table<');
    expect(svg).not.toContain('planned-bucket');
  });

  it('has boxes for all of the code where it is to be whole, and links where something is known', async () => {
    const svg = await drawn(true);
    expect(linksIn(svg)).toHaveLength(3);
    expect(svg).toContain('>planned-bucket<');
  });

  it('draws of a name the beginning, and what cannot be seen in it as Terraform writes it', async () => {
    const name = `\u202eback${'x'.repeat(5000)}`;
    const svg = await drawMap(code, {
      known: [{ address: 'aws_dynamodb_table.gone', type: 'aws_dynamodb_table', name }],
      isWhole: false,
      linkOf: () => undefined,
    });
    expect(svg).toContain(`>\\u202eback${'x'.repeat(90)}…<`);
  });

  it('tells what its badges are of, all of it within the drawing', async () => {
    const svg = await drawMap(code, { known: [], isWhole: false, linkOf: () => undefined });
    expect(svg).toContain('>In this colour: how many alarms watch it, ');
    // As wide as that line at least.
    expect(Number(/ width="(\d+)"/.exec(svg)?.[1])).toBeGreaterThan(500);
    expect(await drawn(false)).toContain('>In this colour: what happens to it, how many alarms');
  });

  it('draws names as they may be shown', async () => {
    const svg = await drawn(false);
    expect(svg).toContain('>masked-bucket<');
    expect(svg).not.toContain('>kept-bucket<');
  });
});
