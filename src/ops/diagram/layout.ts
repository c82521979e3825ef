import ELK, { type ElkExtendedEdge, type ElkNode } from 'elkjs';
import { boxSize } from './box';
import { GROUPS, type Group } from './catalog';
import type { Arrow, Model, Node } from './model';
import { FONT, lineHeight, textWidth } from './text';

/** Where something is, in pixels from the drawing's upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedFrame extends Place {
  readonly group: Group;
}

export interface PlacedNode extends Place {
  readonly node: Node;
}

export interface PlacedArrow {
  readonly arrow: Arrow;
  readonly points: readonly Point[];
  /** Where its label is; undefined where it has none. */
  readonly label: Place | undefined;
}

/** A model whose every part has its place. */
export interface Layout {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly account: Place;
  readonly frames: readonly PlacedFrame[];
  readonly nodes: readonly PlacedNode[];
  readonly arrows: readonly PlacedArrow[];
}

const ACCOUNT = 'account';
const frameId = (group: Group): string => `frame ${group}`;
const frameTop = lineHeight(FONT.frame) + 16;

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.randomSeed': '1',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.padding': '[top=68,left=24,bottom=24,right=24]',
};

/** What holds in every frame: elk does not hand it down. */
const SPACING = {
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '24',
  'elk.layered.spacing.edgeNodeBetweenLayers': '12',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
};

/** Gives everything its place. */
export async function layOut(model: Model): Promise<Layout> {
  const laidOut = await new ELK().layout(graph(model));
  const places = placesOf(laidOut);
  const place = (id: string): Place => {
    const found = places.get(id);
    if (found === undefined) throw new Error(`${id} has not been given a place`);
    return found;
  };
  return {
    title: model.title,
    width: round(laidOut.width),
    height: round(laidOut.height),
    account: place(ACCOUNT),
    frames: groupsOf(model).map((group) => ({ group, ...place(frameId(group)) })),
    nodes: model.nodes.map((node) => ({ node, ...place(node.id) })),
    arrows: model.arrows.map((arrow, index) => placedArrow(arrow, laidOut.edges?.[index])),
  };
}

function graph(model: Model): ElkNode & { children: ElkNode[] } {
  const inside = groupsOf(model).map((group) => ({
    id: frameId(group),
    layoutOptions: { ...SPACING, 'elk.padding': `[top=${frameTop},left=14,bottom=14,right=14]` },
    children: boxesIn(model, group),
  }));
  return {
    id: 'drawing',
    layoutOptions: { ...OPTIONS, ...SPACING },
    children: [
      ...boxesIn(model, 'outside'),
      {
        id: ACCOUNT,
        layoutOptions: { ...SPACING, 'elk.padding': '[top=44,left=24,bottom=24,right=24]' },
        children: inside,
      },
    ],
    edges: model.arrows.map(({ from, to, label }, index) => ({
      id: `arrow ${index}`,
      sources: [from],
      targets: [to],
      labels: label === '' ? [] : [{ text: label, ...labelSize(label) }],
    })),
  };
}

const labelSize = (label: string): { width: number; height: number } => ({
  width: textWidth(label, FONT.arrow) + 6,
  height: lineHeight(FONT.arrow),
});

const boxesIn = (model: Model, group: Node['group']): ElkNode[] =>
  model.nodes
    .filter((node) => node.group === group)
    .map((node) => ({ id: node.id, ...boxSize(node) }));

/** The services that the model has something of. */
function groupsOf(model: Model): Group[] {
  const all = Object.keys(GROUPS) as Group[];
  return all.filter((group) => model.nodes.some((node) => node.group === group));
}

function placesOf(node: ElkNode): Map<string, Place> {
  const own = [node.id, rounded(node)] as const;
  return new Map([own, ...(node.children ?? []).flatMap((child) => [...placesOf(child)])]);
}

function placedArrow(arrow: Arrow, edge: ElkExtendedEdge | undefined): PlacedArrow {
  const [section] = edge?.sections ?? [];
  if (section === undefined) throw new Error(`${arrow.from} > ${arrow.to} has not been routed`);
  const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  const [label] = edge?.labels ?? [];
  return {
    arrow,
    points: points.map(({ x, y }) => ({ x: round(x), y: round(y) })),
    label: label === undefined ? undefined : rounded(label),
  };
}

const rounded = ({ x, y, width, height }: Partial<Place>): Place => ({
  x: round(x),
  y: round(y),
  width: round(width),
  height: round(height),
});

const round = (value: number | undefined): number => Math.round(value ?? 0);
