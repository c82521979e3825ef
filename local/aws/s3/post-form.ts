import type { Call } from '../call';
import { AwsError } from '../errors';

/** Whether a request's body is a form that can hold files. */
export const isMultipart = ({ headers }: Pick<Call, 'headers'>): boolean =>
  /^multipart\/form-data *(?:;|$)/i.test(headers['content-type'] ?? '');

/** A form with which a browser uploads a file. */
export interface PostForm {
  /** By lower-case name; `${filename}` is replaced already. What stands behind the file is ignored. */
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Buffer;
}

/**
 * Reads a form of `multipart/form-data`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 * @throws AwsError when it is malformed, has no file or no key.
 */
export async function readPostForm(call: Call): Promise<PostForm> {
  const fields = new Map<string, string>();
  for (const [name, value] of await formData(call)) {
    if (name.toLowerCase() !== 'file') {
      fields.set(name.toLowerCase(), typeof value === 'string' ? value : await value.text());
      continue;
    }
    if (!fields.has('key')) {
      throw invalidArgument(
        "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
        'key',
      );
    }
    const filename = typeof value === 'string' ? '' : baseName(value.name);
    for (const [field, text] of fields) fields.set(field, text.replaceAll('${filename}', filename));
    return { fields, file: Buffer.from(await new Blob([value]).arrayBuffer()) };
  }
  throw invalidArgument('POST requires exactly one file upload per request.', 'file');
}

export const invalidArgument = (message: string, name: string, value = ''): AwsError =>
  new AwsError('InvalidArgument', 400, message, { ArgumentName: name, ArgumentValue: value });

const baseName = (path: string): string => path.split(/[/\\]/).at(-1) ?? '';

/** Node's own reader of forms. It is deprecated for servers that strangers reach: it holds a body whole. */
interface FormReader {
  formData(): Promise<FormData>;
}

async function formData(call: Call): Promise<FormData> {
  const headers = { 'content-type': call.headers['content-type'] ?? '' };
  const reader: FormReader = new Response(await call.body(), { headers });
  try {
    return await reader.formData();
  } catch {
    throw new AwsError(
      'MalformedPOSTRequest',
      400,
      'The body of your POST request is not well-formed multipart/form-data.',
    );
  }
}
