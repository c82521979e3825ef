import { XMLParser, type X2jOptions } from 'fast-xml-parser';

/** A reader of XML that leaves text as it is: `007` and `true` are no numbers, and &#34; is a quote. */
export const xmlReader = (options: X2jOptions = {}): XMLParser =>
  // oxlint-disable-next-line typescript/no-deprecated -- its successor takes a package of its own
  new XMLParser({ parseTagValue: false, htmlEntities: true, ...options });
