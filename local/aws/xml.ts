import XMLBuilder from 'fast-xml-builder';
import { XMLParser, XMLValidator, type X2jOptions } from 'fast-xml-parser';

/** A reader of XML that leaves text as it is: `007` and `true` are no numbers, and &#34; is a quote. */
export const xmlReader = (options: X2jOptions = {}): XMLParser =>
  new XMLParser({ parseTagValue: false, htmlEntities: true, ...options });

const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: false });

/** A document of that content; a name that begins with `@_` is an attribute. */
export const xmlDocument = (content: object): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(content)}`;

/** Why a text is no XML document; undefined when it is one. */
export function xmlProblem(document: string): string | undefined {
  const valid = XMLValidator.validate(document);
  return valid === true ? undefined : `${valid.err.msg} Line ${valid.err.line}.`;
}
