import { child, isElement, repetitions, type XmlElement, type XmlValue } from './xml';

/** What CloudFront adds to a configuration: text, texts and elements where they are missing. */
export interface Defaults {
  readonly [name: string]: string | readonly string[] | Defaults;
}

/** The element with everything the caller left out, as CloudFront answers it. */
export function withDefaults(element: XmlElement, defaults: Defaults): XmlElement {
  const filled: Record<string, XmlValue> = { ...element };
  for (const [name, value] of Object.entries(defaults)) {
    const present = element[name];
    // A list the caller sent is complete, whatever a default list holds.
    if (name === 'Items' && 'Quantity' in element) continue;
    if (typeof value === 'string' || isTexts(value)) filled[name] = present ?? value;
    else if (isElement(present ?? {})) filled[name] = withDefaults(child(element, name), value);
  }
  return filled;
}

const isTexts = (value: Defaults[string]): value is readonly string[] => Array.isArray(value);

/** The list element with the defaults in each of its items; a missing one becomes an empty one. */
export function withEachItem(listElement: XmlElement, defaults: Defaults): XmlElement {
  if (!isElement(listElement.Items)) return { Quantity: '0', ...listElement };
  const filled = Object.entries(listElement.Items).map(([name, value]) => [
    name,
    repetitions(value).map((item) => (isElement(item) ? withDefaults(item, defaults) : item)),
  ]);
  return { ...listElement, Items: Object.fromEntries(filled) as XmlElement };
}
