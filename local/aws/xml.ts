import { XMLParser, type X2jOptions } from 'fast-xml-parser';

/** A reader of XML that leaves text as it is: `007` and `true` are no numbers, and &#34; is a quote. */
export const xmlReader = (options: X2jOptions = {}): XMLParser =>
  new XMLParser({ parseTagValue: false, htmlEntities: true, ...options });
