import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { GraphWidget, Line, Widget } from '../../constructs/monitoring/widgets';
import { isReference } from '../verify/synthesized-resource';

export type Known = ReadonlyMap<string, string>;

/** Whether a widget is a graph. */
export const isGraph = <W extends Widget>(widget: W): widget is Extract<W, GraphWidget> =>
  widget.type === 'metric';

/** The lines that a graph draws: not those that only an expression uses. */
export const drawnLines = ({
  properties,
}: GraphWidget): { readonly label: string; readonly id: string }[] =>
  properties.metrics.flatMap((line, index) => {
    const { visible = true, label = '' } = optionsOf(line);
    return visible ? [{ label, id: idOf(line, index) }] : [];
  });

/** The queries of a graph's lines; undefined while something in them is not known. */
export function graphQueries(
  { properties: { metrics, period } }: GraphWidget,
  known: Known,
): MetricDataQuery[] | undefined {
  const queries = metrics.map((line, index): MetricDataQuery => {
    const { expression, stat, visible = true } = optionsOf(line);
    const common = { Id: idOf(line, index), ReturnData: visible };
    if (expression !== undefined) return { ...common, Expression: expression, Period: period };
    const [Namespace, MetricName, ...dimensions] = textsOf(line).map(
      (text) => known.get(text) ?? text,
    );
    return {
      ...common,
      MetricStat: {
        Metric: { Namespace, MetricName, Dimensions: pairs(dimensions) },
        Stat: stat,
        Period: period,
      },
    };
  });
  return isReference(JSON.stringify(queries)) ? undefined : queries;
}

/** Learns what references stand for from a deployed dashboard, by lines that are otherwise alike. */
export function learnReferences(widgets: readonly Widget[], deployed: readonly Line[]): Known {
  const known = new Map<string, string>();
  for (const line of widgets.filter(isGraph).flatMap(({ properties }) => properties.metrics)) {
    const texts = textsOf(line);
    const alike = deployed.map(textsOf).find((other) => isAlike(texts, other));
    for (const [index, text] of texts.entries()) {
      const value = alike?.[index];
      if (isReference(text) && value !== undefined) known.set(text, value);
    }
  }
  return known;
}

const isAlike = (texts: readonly string[], other: readonly string[]): boolean =>
  texts.length > 0 &&
  texts.length === other.length &&
  texts.every((text, index) => isReference(text) || text === other[index]);

const textsOf = (line: Line): string[] =>
  line.filter((part): part is string => typeof part === 'string');

function optionsOf(line: Line): Exclude<Line[number], string> {
  const last = line.at(-1);
  return typeof last === 'object' ? last : {};
}

const idOf = (line: Line, index: number): string => optionsOf(line).id ?? `line${index + 1}`;

function pairs(texts: readonly string[]): { Name: string; Value: string }[] {
  return texts.flatMap((text, index) =>
    index % 2 === 0 ? [{ Name: text, Value: texts[index + 1] ?? '' }] : [],
  );
}
