import { AwsError } from '../errors';
import { list, type XmlElement } from './xml';

const LARGEST_PAGE = 100;

/** The content of a list element: what comes after `Marker`, at most `MaxItems` of it. */
export function listPage<T extends { readonly id: string }>(
  all: readonly T[],
  query: URLSearchParams,
  element: string,
  summarize: (each: T) => XmlElement,
): XmlElement {
  const marker = query.get('Marker') ?? '';
  const maxItems = query.get('MaxItems') ?? String(LARGEST_PAGE);
  const start = marker === '' ? 0 : all.findIndex(({ id }) => id === marker) + 1;
  if (marker !== '' && start === 0) {
    throw new AwsError('InvalidArgument', 400, `The marker is not valid: ${marker}.`);
  }
  if (!/^[1-9]\d*$/.test(maxItems)) {
    const message = `MaxItems must be a whole number of at least 1, not ${maxItems}.`;
    throw new AwsError('InvalidArgument', 400, message);
  }
  const end = start + Math.min(Number(maxItems), LARGEST_PAGE);
  const shown = all.slice(start, end);
  const isTruncated = end < all.length;
  return {
    Marker: marker,
    ...(isTruncated && { NextMarker: shown.at(-1)?.id ?? '' }),
    MaxItems: String(end - start),
    IsTruncated: String(isTruncated),
    ...list(element, shown.map(summarize)),
  };
}
