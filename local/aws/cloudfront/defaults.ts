import { isElement, repetitions, type XmlElement, type XmlValue } from './xml';

/** What CloudFront adds to a configuration: text and elements where missing, `each` to every item of a list. */
export interface Defaults {
  readonly [name: string]: string | readonly string[] | Defaults | EachItem;
}

/** Defaults for the items of a list; a missing list becomes an empty one. */
export class EachItem {
  constructor(readonly defaults: Defaults) {}
}

/** The element with everything the caller left out, as CloudFront answers it. */
export function withDefaults(element: XmlElement, defaults: Defaults): XmlElement {
  const filled: Record<string, XmlValue> = { ...element };
  for (const [name, value] of Object.entries(defaults)) {
    // A list the caller sent is complete, whatever a default list holds.
    if (name === 'Items' && 'Quantity' in element) continue;
    filled[name] = fill(element[name], value);
  }
  return filled;
}

function fill(present: XmlValue | undefined, value: Defaults[string]): XmlValue {
  if (typeof value === 'string' || isTexts(value)) return present ?? value;
  if (value instanceof EachItem) {
    return isElement(present) ? withEachItem(present, value.defaults) : { Quantity: '0' };
  }
  if (present === undefined || isElement(present)) return withDefaults(present ?? {}, value);
  return present;
}

function withEachItem(listElement: XmlElement, defaults: Defaults): XmlElement {
  if (!isElement(listElement.Items)) return listElement;
  const filled = Object.entries(listElement.Items).map(([name, value]) => [
    name,
    repetitions(value).map((item) => (isElement(item) ? withDefaults(item, defaults) : item)),
  ]);
  return { ...listElement, Items: Object.fromEntries(filled) as XmlElement };
}

function isTexts(value: Defaults[string]): value is readonly string[] {
  return Array.isArray(value);
}
