import { z } from 'zod';
import { headingOf } from '../../constructs/monitoring/widgets';

const line = z.array(z.unknown());
const widget = z.object({
  type: z.string(),
  properties: z
    .object({
      title: z.string().optional(),
      markdown: z.string().optional(),
      metrics: z.array(line).optional(),
      alarms: z.array(z.string()).optional(),
      annotations: z
        .object({ horizontal: z.array(z.object({ value: z.number() })).optional() })
        .optional(),
    })
    .default({}),
});

/** A dashboard's widgets by section and title, with what each shows: metrics and thresholds. */
export function widgetTexts(widgets: unknown): Map<string, string> {
  const texts = new Map<string, string>();
  let section = '';
  for (const { type, properties } of z.array(widget).parse(widgets)) {
    const { title = '', markdown = '', metrics = [], alarms = [], annotations } = properties;
    if (type === 'text') {
      section = headingOf(markdown) ?? section;
      continue;
    }
    const thresholds = (annotations?.horizontal ?? []).map(({ value }) => `threshold ${value}`);
    const shown = alarms.length > 0 ? [`${alarms.length} alarms`] : metrics.flatMap(metricName);
    texts.set(
      section === '' ? title : `${section}: ${title}`,
      [...shown, ...thresholds].join(', '),
    );
  }
  return texts;
}

/** Namespace and name come first; dimensions and options follow. An expression has neither. */
function metricName([namespace, name]: readonly unknown[]): string[] {
  return typeof namespace === 'string' && typeof name === 'string' ? [`${namespace} ${name}`] : [];
}

/** The widgets of a dashboard's body, as CloudWatch keeps it. */
export function widgetsOfBody(body: string): Map<string, string> {
  return widgetTexts(z.object({ widgets: z.unknown() }).parse(JSON.parse(body)).widgets);
}
