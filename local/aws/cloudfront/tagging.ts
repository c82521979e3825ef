import { find, type Context, type Result } from './context';
import { AwsError } from '../errors';
import { elements, list, text, texts, type XmlElement } from './xml';

/** The tags of the resource with that ARN. */
export function listTags(context: Context, arn: string): Result {
  checkTaggable(context, arn);
  const tags = Object.entries(context.account.tags[arn] ?? {});
  const { Items } = list(
    'Tag',
    tags.map(([Key, Value]) => ({ Key, Value })),
  );
  return { status: 200, body: { root: 'Tags', content: { Items: Items ?? '' } } };
}

/** Adds tags, or gives those already there a new value. */
export function tag(context: Context, arn: string, tags: XmlElement): Result {
  checkTaggable(context, arn);
  const added = elements({ Tags: tags }, 'Tags').map((each) => [
    text(each, 'Key'),
    text(each, 'Value'),
  ]);
  const all = { ...context.account.tags[arn], ...Object.fromEntries(added) } as Record<
    string,
    string
  >;
  context.account.tags[arn] = all;
  return { status: 204 };
}

/** Removes the tags with those keys. */
export function untag(context: Context, arn: string, tagKeys: XmlElement): Result {
  checkTaggable(context, arn);
  const removed = texts({ TagKeys: tagKeys }, 'TagKeys');
  const kept = Object.entries(context.account.tags[arn] ?? {}).filter(
    ([key]) => !removed.includes(key),
  );
  context.account.tags[arn] = Object.fromEntries(kept);
  return { status: 204 };
}

function checkTaggable(context: Context, arn: string): void {
  const [, accountId, path, id] = /^arn:aws:cloudfront::(\d{12}):(.+)\/([^/]+)$/.exec(arn) ?? [];
  const type = context.types.find((candidate) => candidate.path === path);
  if (accountId === context.accountId && type && id !== undefined) {
    find(context, type, id);
    return;
  }
  throw new AwsError('NoSuchResource', 404, `The specified resource does not exist: ${arn}.`);
}
