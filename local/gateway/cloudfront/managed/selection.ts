import { list, type XmlElement } from '../xml';

/** A behaviour on its own (`none`, `all`, `allViewer`), or with the names it applies to. */
export type Selection = string | readonly [behavior: string, ...names: string[]];

/** The element that says which headers, cookies or query strings a policy takes. */
export function selection(
  kind: 'Header' | 'Cookie' | 'QueryString',
  selected: Selection,
): XmlElement {
  const [behavior, ...names] = typeof selected === 'string' ? [selected] : selected;
  return {
    [`${kind}Behavior`]: behavior,
    ...(names.length > 0 && { [`${kind}s`]: list('Name', names) }),
  };
}
