import XMLBuilder from 'fast-xml-builder';
import { XMLParser, XMLValidator, type X2jOptions } from 'fast-xml-parser';

/** A reader of XML that leaves text as it is: `007` and `true` are no numbers, and &#34; is a quote. */
export const xmlReader = (options: X2jOptions = {}): XMLParser =>
  new XMLParser({ parseTagValue: false, htmlEntities: true, ...options });

/** The texts of all elements of that name, wherever they stand in a parsed document. */
export function valuesOf(parsed: unknown, name: string): string[] {
  if (Array.isArray(parsed)) return parsed.flatMap((item) => valuesOf(item, name));
  if (typeof parsed !== 'object' || parsed === null) return [];
  return Object.entries(parsed).flatMap(([key, value]) =>
    key === name
      ? ([value].flat().filter((one) => typeof one === 'string' && one !== '') as string[])
      : valuesOf(value, name),
  );
}

const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: false });

/** A document of that content; a name that begins with `@_` is an attribute. */
export const xmlDocument = (content: object): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(content)}`;

/** Why a text is no XML document; undefined when it is one. */
export function xmlProblem(document: string): string | undefined {
  const valid = XMLValidator.validate(document);
  return valid === true ? undefined : `${valid.err.msg} Line ${valid.err.line}.`;
}
