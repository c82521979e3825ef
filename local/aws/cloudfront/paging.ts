import { AwsError } from '../errors';
import { list, type XmlElement } from './xml';

const LARGEST_PAGE = 100;

/** The items after `Marker`, at most `MaxItems` of them, as a list element. */
export function page<Item extends { readonly id: string }>(
  all: readonly Item[],
  query: URLSearchParams,
  name: string,
  summarize: (item: Item) => XmlElement,
): XmlElement {
  const marker = query.get('Marker') ?? '';
  const size = pageSize(query);
  const start = marker === '' ? 0 : all.findIndex(({ id }) => id === marker) + 1;
  if (marker !== '' && start === 0) {
    throw new AwsError('InvalidArgument', 400, `The marker is not valid: ${marker}.`);
  }
  const shown = all.slice(start, start + size);
  const isTruncated = start + size < all.length;
  const last = shown.at(-1);
  return {
    Marker: marker,
    ...(isTruncated && last && { NextMarker: last.id }),
    MaxItems: String(size),
    IsTruncated: String(isTruncated),
    ...list(name, shown.map(summarize)),
  };
}

function pageSize(query: URLSearchParams): number {
  const asked = query.get('MaxItems') ?? String(LARGEST_PAGE);
  if (!/^[1-9]\d*$/.test(asked)) {
    throw new AwsError(
      'InvalidArgument',
      400,
      `MaxItems must be a whole number of at least 1, not ${asked}.`,
    );
  }
  return Math.min(Number(asked), LARGEST_PAGE);
}
