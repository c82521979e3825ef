import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { isImageType, json, uploadKey, type Response } from './image';

interface Request {
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly authorizer: { readonly jwt: { readonly claims: Readonly<Record<string, string>> } };
  };
}

const MAX_BYTES = 5 * 1024 * 1024;
const VALID_SECONDS = 5 * 60;

const s3 = new S3Client({});

/** Gives a form with which one image of that content type can be uploaded for whoever the token names. */
export async function handler(request: Request): Promise<Response> {
  const { sub } = request.requestContext.authorizer.jwt.claims;
  if (sub === undefined) return json(403, { message: 'The token names nobody (sub)' });
  const contentType = request.queryStringParameters?.contentType ?? '';
  if (!isImageType(contentType)) {
    return json(415, { message: 'contentType must be image/jpeg, image/png or image/webp' });
  }
  const id = randomUUID();
  const form = await createPresignedPost(s3, {
    Bucket: process.env.BUCKET_NAME ?? '',
    Key: uploadKey(sub, id, contentType),
    // Each field of the form is a condition of its policy too.
    Fields: { 'Content-Type': contentType },
    Conditions: [['content-length-range', 1, MAX_BYTES]],
    Expires: VALID_SECONDS,
  });
  return json(201, { id, form });
}
