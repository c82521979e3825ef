import XMLBuilder from 'fast-xml-builder';
import { XMLValidator } from 'fast-xml-parser';
import { AwsError } from '../errors';
import { reasonOf } from '../reason';
import { xmlReader } from '../xml';

/** Text, an element, or one element name repeated. Text is never coerced: `007` and `true` stay so. */
export type XmlValue = string | XmlElement | readonly XmlValue[];

/** The children of an element, in document order. */
export interface XmlElement {
  readonly [name: string]: XmlValue;
}

const NAMESPACE = 'http://cloudfront.amazonaws.com/doc/2020-05-31/';

const parser = xmlReader({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  trimValues: false,
  processEntities: { enabled: true, maxTotalExpansions: 100_000, maxExpandedLength: 1_000_000 },
});

const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: false });

/** The refusal of a body that is not the XML the operation takes. */
export function malformed(message: string): AwsError {
  return new AwsError('MalformedXML', 400, message);
}

/** Tells an element from text and from repetitions. */
export function isElement(value: XmlValue | undefined): value is XmlElement {
  return typeof value === 'object' && !Array.isArray(value);
}

/** The value as many times as its element is repeated. */
export function repetitions(value: XmlValue): readonly XmlValue[] {
  return typeof value === 'string' || isElement(value) ? [value] : value;
}

/** The content of the document's root, which must be named as given. */
export function parseXml(document: string, root: string): XmlElement {
  const valid = XMLValidator.validate(document);
  if (valid !== true) {
    throw malformed(`The XML is not well-formed: ${valid.err.msg} Line ${valid.err.line}.`);
  }
  const parsed = withoutLayout(parse(document));
  const content = isElement(parsed) ? parsed[root] : undefined;
  if (content === undefined) {
    const found = isElement(parsed) ? Object.keys(parsed).join(', ') : 'nothing';
    throw malformed(`The XML's root must be ${root}, not ${found}.`);
  }
  return isElement(content) ? content : {};
}

/** A document in CloudFront's namespace. */
export function buildXml(root: string, content: XmlElement): string {
  const body = builder.build({ [root]: { '@_xmlns': NAMESPACE, ...content } });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
}

/** The child element of that name; empty when there is none. */
export function child(element: XmlElement, name: string): XmlElement {
  const value = element[name];
  return isElement(value) ? value : {};
}

/** The text of the child of that name; empty when there is none. */
export function text(element: XmlElement, name: string): string {
  const value = element[name];
  return typeof value === 'string' ? value : '';
}

/** What the list element of that name holds in its `Items`, one value per item. */
export function items(element: XmlElement, name: string): readonly XmlValue[] {
  return Object.values(child(child(element, name), 'Items')).flatMap(repetitions);
}

/** Like `items`, for a list of elements. */
export function elements(element: XmlElement, name: string): readonly XmlElement[] {
  return items(element, name).filter(isElement);
}

/** Like `items`, for a list of texts. */
export function texts(element: XmlElement, name: string): readonly string[] {
  return items(element, name).filter((item) => typeof item === 'string');
}

/** A list as CloudFront writes it: `Items` is absent when there is nothing in it. */
export function list(name: string, values: readonly XmlValue[]): XmlElement {
  const quantity = { Quantity: String(values.length) };
  return values.length === 0 ? quantity : { ...quantity, Items: { [name]: values } };
}

function parse(document: string): XmlValue {
  try {
    return parser.parse(document) as XmlValue;
  } catch (error) {
    throw malformed(`The XML was refused: ${reasonOf(error)}`);
  }
}

/** Drops the line breaks and indents between elements, never the text of a leaf. */
function withoutLayout(value: XmlValue): XmlValue {
  if (typeof value === 'string') return value;
  if (!isElement(value)) return value.map(withoutLayout);
  const children = Object.entries(value).filter(([name]) => name !== '#text');
  return Object.fromEntries(children.map(([name, content]) => [name, withoutLayout(content)]));
}
