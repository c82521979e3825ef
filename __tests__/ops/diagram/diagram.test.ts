import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { XMLValidator } from 'fast-xml-parser';
import { fromJson } from '../../../src/synthesized/synthesized';
import { MEANINGS } from '../../../src/ops/diagram/arrows';
import { buildModel } from '../../../src/ops/diagram/build-model';
import { drawDiagram, stageAsCommitted } from '../../../src/ops/diagram/draw-diagram';
import { layOut, type Layout, type Place } from '../../../src/ops/diagram/layout';
import { OUTSIDE } from '../../../src/ops/diagram/outside';
import { renderSvg } from '../../../src/ops/diagram/svg';
import { RESOURCE_TYPES } from '../../../src/resource-types';
import { config } from '../../support/config';
import { COMMITTED_FUNCTIONS, setFunctions } from '../../support/known-functions';

// The drawing shows the functions that there are.
setFunctions(COMMITTED_FUNCTIONS);

const stages = config.stages.map(({ name }) => name);
const UPDATE = `docs/architecture.svg is out of date. Look at the new drawing, then commit it:
  pnpm ops diagram prod --out docs/architecture.svg`;

/** Synthesized and laid out once, and in one test once more. */
const drawings = stages.map((name) => {
  const stack = stageAsCommitted(name);
  return { name, stack, model: buildModel(stack) };
});
const layouts = new Map<string, Layout>();
beforeAll(async () => {
  for (const { name, model } of drawings) layouts.set(name, await layOut(model));
});

function layoutOf(name: string): Layout {
  const found = layouts.get(name);
  if (found === undefined) throw new Error(`${name} has not been laid out`);
  return found;
}

describe('docs/architecture.svg', () => {
  it('is what the stack is drawn as', () => {
    const drawn = renderSvg(layoutOf('prod'));
    if (readFileSync('docs/architecture.svg', 'utf8') !== drawn) throw new Error(UPDATE);
  });
});

describe('what is drawn as what', () => {
  it('is said of no type that a stack may not hold', () => {
    const inMeanings = Object.keys(MEANINGS).flatMap((key) => key.match(/\baws_\w+/g) ?? []);
    const said = [...inMeanings, ...OUTSIDE.map(({ meets }) => meets)];
    const known = [...RESOURCE_TYPES.keys(), 'aws_route53_zone'];
    expect(said.filter((type) => !known.includes(type))).toEqual([]);
  });
});

describe.each(drawings)('the drawing of $name', ({ name, model }) => {
  it('has arrows between its boxes only, each with a meaning', () => {
    const boxes = model.nodes.map(({ id }) => id);
    const lost = model.arrows.filter(
      ({ from, to }) => !boxes.includes(from) || !boxes.includes(to),
    );
    expect(lost).toEqual([]);
    expect(model.arrows.filter(({ label }) => label === '')).toEqual([]);
  });

  it('has each box once', () => {
    const ids = model.nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shows that nothing but the distribution reads the bucket', () => {
    const readers = model.arrows.filter(({ label }) => label.includes('reads'));
    expect(readers).toEqual([
      {
        from: expect.stringMatching(/^aws_cloudfront_distribution /),
        to: `aws_s3_bucket images-lego-moc-${name}`,
        label: 'reads via OAC',
      },
    ]);
  });

  it('has no boxes, frames or labels that overlap', () => {
    const { nodes, frames, arrows } = layoutOf(name);
    const labels = arrows.flatMap(({ label }) => (label === undefined ? [] : [label]));
    expect(overlaps(frames)).toEqual([]);
    expect(overlaps([...nodes, ...labels])).toEqual([]);
  });

  it('has every resource inside its frame and the account, and the rest outside', () => {
    const { nodes, frames, account } = layoutOf(name);
    for (const { node, ...place } of nodes) {
      const frame = frames.find(({ group }) => group === node.group);
      expect(frame === undefined ? !overlap(place, account) : inside(place, frame)).toBe(true);
    }
    expect(frames.filter((frame) => !inside(frame, account))).toEqual([]);
  });

  it('fits on its page', () => {
    const { nodes, account, width, height } = layoutOf(name);
    const page = { x: 0, y: 0, width, height };
    expect([...nodes, account].filter((place) => !inside(place, page))).toEqual([]);
  });

  it('is well-formed XML and the same each time', async () => {
    const svg = renderSvg(layoutOf(name));
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(await drawDiagram(stageAsCommitted(name))).toBe(svg);
  });
});

describe('a drawing', () => {
  it('escapes what it says', async () => {
    const name = `<script>"a" & 'b'</script>`;
    const svg = await drawDiagram(
      fromJson(name, { resource: { aws_sns_topic: { topic: { name } } } }),
    );
    expect(svg).not.toContain('<script>');
    expect(svg).toContain('&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;');
    expect(XMLValidator.validate(svg)).toBe(true);
  });

  it('has a box and an arrow for what the tables do not know yet', () => {
    const { nodes, arrows } = buildModel(
      fromJson('new', {
        resource: {
          aws_kinesis_stream: { stream: { name: 'jobs', kms: '${aws_kms_key.key.arn}' } },
          aws_kms_key: { key: { description: 'Encrypts the stream' } },
        },
      }),
    );
    expect(nodes.map(({ label, name }) => [label, name])).toEqual([
      ['kinesis stream', 'jobs'],
      ['Key', 'stream'],
    ]);
    expect(arrows).toEqual([
      { from: 'aws_kinesis_stream jobs', to: 'aws_kms_key stream', label: '' },
    ]);
  });

  it('counts an alarm once, however often it refers to a resource', () => {
    const { nodes } = buildModel(
      fromJson('alarms', {
        resource: {
          aws_apigatewayv2_api: { api: { name: 'api' } },
          aws_apigatewayv2_stage: { stage: { api_id: '${aws_apigatewayv2_api.api.id}' } },
          aws_cloudwatch_metric_alarm: {
            errors: {
              dimensions: {
                ApiId: '${aws_apigatewayv2_api.api.id}',
                Stage: '${aws_apigatewayv2_stage.stage.name}',
              },
            },
          },
        },
      }),
    );
    expect(nodes.find(({ label }) => label === 'HTTP API')?.badges).toEqual(['1 alarm']);
    expect(nodes.find(({ group }) => group === 'cloudwatch')?.label).toBe('1 alarm');
  });

  it('finds what a policy document refers to', () => {
    const { arrows } = buildModel(
      fromJson('policy', {
        resource: {
          aws_vpc_endpoint: {
            s3: { service_name: 's3', policy: '${data.aws_iam_policy_document.only.json}' },
          },
          aws_s3_bucket: { images: { bucket: 'images' } },
        },
        data: {
          aws_iam_policy_document: {
            only: { statement: [{ resources: ['${aws_s3_bucket.images.arn}/*'] }] },
          },
        },
      }),
    );
    expect(arrows.map(({ label }) => label)).toEqual(['this bucket only']);
  });
});

function overlaps(places: readonly Place[]): [Place, Place][] {
  return places.flatMap((one, index) =>
    places
      .slice(index + 1)
      .filter((other) => overlap(one, other))
      .map((other): [Place, Place] => [one, other]),
  );
}

const overlap = (a: Place, b: Place): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const inside = (inner: Place, outer: Place): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
