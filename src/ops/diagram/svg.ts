import { boxLines, PADDING } from './box';
import { GROUPS, type Group } from './catalog';
import type { Layout, Place, PlacedArrow, PlacedFrame, PlacedNode, Point } from './layout';
import type { Node } from './model';
import { escapeXml, FONT, lineHeight, textWidth } from './text';

const COLOR: Readonly<Record<Group | 'outside', string>> = {
  dns: '#6d28d9',
  cloudfront: '#7e22ce',
  api: '#be185d',
  lambda: '#c2410c',
  vpc: '#4338ca',
  s3: '#15803d',
  dynamodb: '#1d4ed8',
  iam: '#b91c1c',
  logs: '#a21caf',
  cloudwatch: '#a21caf',
  kms: '#b91c1c',
  events: '#be185d',
  sns: '#9d174d',
  sqs: '#9d174d',
  ssm: '#0f766e',
  waf: '#b91c1c',
  outside: '#334155',
};
const INK = '#0f172a';
const QUIET = '#475569';
const LINE = '#64748b';
const TINT = '#eef2f7';
const CORNER = 8;
const BADGE = COLOR.cloudwatch;
const BADGES = 'how many alarms watch it, how many SSM parameters publish it.';
const MARGIN = 24;

export interface BoxLink {
  readonly href: string;
  readonly className: string;
}

/**
 * Writes a layout as SVG: readable on its own, without scripts, fonts or anything else to load.
 * @param linkOf what a box leads to. @default it is a picture, in which nothing can be clicked
 * @param moreBadges what else badges are of, with a comma after it.
 */
export function renderSvg(
  layout: Layout,
  linkOf?: (node: Node) => BoxLink | undefined,
  moreBadges = '',
): string {
  const { title, height } = layout;
  const key = `In this colour: ${moreBadges}${BADGES}`;
  const width = Math.max(layout.width, textWidth(key, FONT.feature) + 2 * MARGIN);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="${linkOf === undefined ? 'img' : 'group'}" aria-labelledby="title" font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif">`,
    `<title id="title">Architecture of ${escapeXml(title)}</title>`,
    `<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z" fill="${LINE}"/></marker></defs>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(title, { x: MARGIN, y: 28 }, FONT.title, INK, true),
    text(key, { x: MARGIN, y: 47 }, FONT.feature, BADGE),
    ...accountFrame(layout.account),
    ...layout.frames.map(frame),
    ...layout.arrows.map(line),
    ...layout.frames.map(frameTitle),
    ...layout.nodes.flatMap((node) => linked(box(node), linkOf?.(node.node))),
    ...layout.arrows.flatMap(arrowLabel),
    '</svg>',
    '',
  ].join('\n');
}

function accountFrame(place: Place): string[] {
  return [
    rect(
      place,
      `rx="12" fill="#f8fafc" stroke="${QUIET}" stroke-width="1.5" stroke-dasharray="8 5"`,
    ),
    text('AWS account', { x: place.x + 16, y: place.y + 26 }, FONT.frame, QUIET, true),
  ];
}

function frame({ group, ...place }: PlacedFrame): string {
  const color = COLOR[group];
  return rect(place, `rx="10" fill="${TINT}" stroke="${color}" stroke-opacity="0.6"`);
}

/** Above the arrows, which it keeps off with a rim in the colour of the frame. */
function frameTitle({ group, x, y }: PlacedFrame): string {
  const rim = `paint-order="stroke" stroke="${TINT}" stroke-width="6" stroke-linejoin="round"`;
  return text(GROUPS[group], { x: x + 14, y: y + 23 }, FONT.frame, COLOR[group], true, rim);
}

function box({ node, ...place }: PlacedNode): string[] {
  const color = COLOR[node.group];
  let y = place.y + PADDING - 2;
  const lines = boxLines(node).map(({ text: words, kind, size }) => {
    y += lineHeight(size);
    const ink = { label: color, name: INK, feature: QUIET, badge: BADGE }[kind];
    return text(words, { x: place.x + PADDING, y: y - 5 }, size, ink, kind === 'name');
  });
  const shape = node.group === 'outside' ? Math.round(place.height / 2) : CORNER;
  return [
    rect(place, `rx="${shape}" fill="#ffffff" stroke="${color}" stroke-width="1.5"`),
    ...lines,
  ];
}

function linked(lines: readonly string[], link: BoxLink | undefined): readonly string[] {
  if (link === undefined) return lines;
  const { href, className } = link;
  return [`<a href="${escapeXml(href)}" class="${escapeXml(className)}">`, ...lines, '</a>'];
}

function line({ points }: PlacedArrow): string {
  return `<path d="${rounded(points)}" fill="none" stroke="${LINE}" stroke-width="1.5" marker-end="url(#tip)"/>`;
}

function rounded(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (before === undefined) return `M${point.x} ${point.y}`;
      if (after === undefined) return `L${point.x} ${point.y}`;
      const [start, end] = [towards(point, before), towards(point, after)];
      return `L${start.x} ${start.y}Q${point.x} ${point.y} ${end.x} ${end.y}`;
    })
    .join('');
}

/** A little way from one point to the other, at most half of it. */
function towards(from: Point, to: Point): Point {
  const step = (distance: number): number =>
    Math.sign(distance) * Math.min(CORNER, Math.floor(Math.abs(distance) / 2));
  return { x: from.x + step(to.x - from.x), y: from.y + step(to.y - from.y) };
}

function arrowLabel({ arrow, label }: PlacedArrow): string[] {
  if (label === undefined) return [];
  const at = { x: label.x + 3, y: label.y + label.height - 5 };
  return [text(arrow.label, at, FONT.arrow, INK)];
}

const rect = ({ x, y, width, height }: Place, look: string): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" ${look}/>`;

function text(
  words: string,
  at: Point,
  size: number,
  color: string,
  isBold = false,
  look = '',
): string {
  const extra = `${isBold ? ' font-weight="bold"' : ''}${look === '' ? '' : ` ${look}`}`;
  return `<text x="${at.x}" y="${at.y}" font-size="${size}" fill="${color}"${extra}>${escapeXml(words)}</text>`;
}
