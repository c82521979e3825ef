/** What of the states' page one looks at. */
export interface StateView {
  readonly scope?: string;
  readonly address?: string;
  /** A serial or a version's id. @default the newest */
  readonly version?: string;
  /** The version that it is compared with. @default none */
  readonly to?: string;
}

/** The link to it within the page, e.g. `#dev/aws_s3_bucket.images@12`, `#dev@11..12`. */
export function stateLink({ scope = '', address, version, to }: StateView): string {
  const part = encodeURIComponent;
  return [
    `#${part(scope)}`,
    address === undefined ? '' : `/${part(address)}`,
    // Dots at its end would be read as those before the other version.
    version === undefined ? '' : `@${part(version).replace(/\.(?=\.|$)/g, '%2E')}`,
    to === undefined ? '' : `..${part(to)}`,
  ].join('');
}

const LINK = /^#([^/@]*)(?:\/([^@]*))?(?:@(.*?)(?:\.\.(.*))?)?$/s;

/** Reads such a link, also one that was written by hand. */
export function readStateLink(hash: string): StateView {
  const [, ...parts] = LINK.exec(hash) ?? [];
  const [scope, address, version, to] = parts.map((part) => part && decodedPart(part));
  return {
    ...(scope && { scope }),
    ...(address && { address }),
    ...(version && { version }),
    ...(to && { to }),
  };
}

/** A part of an address as it was before it was put there; of what was written by hand, as it is. */
export function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
