import type { XmlElement } from './xml';

/** One request to CloudFront's API. */
export interface Operation {
  readonly method: string;
  /** Below the API version, without slashes at the ends: `distribution/E1…/config`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly ifMatch: string | undefined;
  readonly body: string;
}

/** A result: the root element's name and content when there is a body. */
export interface Result {
  readonly status: number;
  readonly etag?: string;
  /** The path of what was created. */
  readonly location?: string;
  readonly body?: { readonly root: string; readonly content: XmlElement };
}
