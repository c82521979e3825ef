/**
 * Images that are taken: the end of their keys, and how their files begin, in hexadecimal.
 * https://www.w3.org/TR/png-3/#5PNG-file-signature, https://www.w3.org/Graphics/JPEG/itu-t81.pdf and
 * https://www.rfc-editor.org/rfc/rfc9649
 */
const IMAGE_TYPES = {
  'image/png': { extension: 'png', beginning: /^89504e470d0a1a0a/ },
  'image/jpeg': { extension: 'jpg', beginning: /^ffd8ff/ },
  'image/webp': { extension: 'webp', beginning: /^52494646.{8}57454250/ },
} as const;

type ImageType = keyof typeof IMAGE_TYPES;

export const isImageType = (contentType: string): contentType is ImageType =>
  Object.hasOwn(IMAGE_TYPES, contentType);

/** Whether the bytes begin as a file of that content type does. */
export const isImage = (contentType: string, bytes: Uint8Array): boolean =>
  isImageType(contentType) &&
  IMAGE_TYPES[contentType].beginning.test(Buffer.from(bytes.subarray(0, 12)).toString('hex'));

/** The key of a user's upload. A user's name may hold what means something in a key or a URL, such as `|`. */
export const uploadKey = (userId: string, id: string, type: ImageType): string =>
  `uploads/${encodeURIComponent(userId)}/${id}.${IMAGE_TYPES[type].extension}`;

/** What `uploadKey` has put into a key. */
export function parseUploadKey(key: string) {
  const [, user, id, extension] = /^uploads\/([^/]+)\/([\da-f-]{36})\.(\w+)$/.exec(key) ?? [];
  if (user === undefined || id === undefined || extension === undefined) {
    throw new Error(`${key} is not the key of an upload`);
  }
  return { userId: decodeURIComponent(user), id, imageKey: `images/${id}.${extension}` };
}

/** The key of an image's item, as DynamoDB takes it. */
export const itemKey = (id: string) => ({ PK: { S: `IMAGE#${id}` }, SK: { S: 'METADATA' } });

/** An answer of an HTTP API, payload format 2.0. */
export interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const json = (statusCode: number, body: object): Response => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
