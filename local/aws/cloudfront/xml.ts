import { AwsError } from '../errors';
import { reasonOf } from '../reason';
import { xmlDocument, xmlProblem, xmlReader } from '../xml';

/** Text, an element, or one element name repeated. Text is never coerced: `007` and `true` stay so. */
export type XmlValue = string | XmlElement | readonly XmlValue[];

/** The children of an element, in document order. */
export interface XmlElement {
  readonly [name: string]: XmlValue;
}

const NAMESPACE = 'http://cloudfront.amazonaws.com/doc/2020-05-31/';

const parser = xmlReader({
  ignoreDeclaration: true,
  ignorePiTags: true,
  trimValues: false,
  processEntities: { enabled: true, maxTotalExpansions: 100_000, maxExpandedLength: 1_000_000 },
});

/** The refusal of a body that is not the XML the operation takes. */
export const malformed = (message: string): AwsError => new AwsError('MalformedXML', 400, message);

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
  const problem = xmlProblem(document);
  if (problem !== undefined) throw malformed(`The XML is not well-formed: ${problem}`);
  const parsed = withoutLayout(parse(document));
  const content = isElement(parsed) ? parsed[root] : undefined;
  if (content === undefined) {
    const found = isElement(parsed) ? Object.keys(parsed).join(', ') : 'nothing';
    throw malformed(`The XML's root must be ${root}, not ${found}.`);
  }
  return isElement(content) ? content : {};
}

/** A document in CloudFront's namespace. */
export const buildXml = (root: string, content: XmlElement): string =>
  xmlDocument({ [root]: { '@_xmlns': NAMESPACE, ...content } });

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

/** What an element's `Items` hold, one value per item. */
export const itemsOf = (listElement: XmlElement): readonly XmlValue[] =>
  Object.values(child(listElement, 'Items')).flatMap(repetitions);

/** The items of the list element of that name that are elements. */
export const elements = (element: XmlElement, name: string): readonly XmlElement[] =>
  itemsOf(child(element, name)).filter(isElement);

/** The items of the list element of that name that are texts. */
export const texts = (element: XmlElement, name: string): readonly string[] =>
  itemsOf(child(element, name)).filter((item) => typeof item === 'string');

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
