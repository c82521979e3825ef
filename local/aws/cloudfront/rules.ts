import { resourcesOf, typeAt, type Context } from './context';
import { AwsError } from '../errors';
import { checkQuantities } from './quantities';
import { codesOf, wordsOf, type ResourceType } from './resource-type';
import type { StoredResource } from '../store';
import { malformed, type XmlElement } from './xml';

/** Refuses a configuration that is incomplete or miscounted. */
export function checkShape(type: ResourceType, config: XmlElement): void {
  const root = `${type.element}Config`;
  const missing = type.required.filter((name) => config[name] === undefined);
  if (missing.length > 0) throw malformed(`${root} is missing ${missing.join(', ')}.`);
  checkQuantities(config, root);
}

/** Refuses what another resource already claims. */
export function checkUnique(
  context: Context,
  type: ResourceType,
  config: XmlElement,
  ownId: string | undefined,
): void {
  for (const unique of type.unique) {
    const accounts = unique.acrossAccounts ? context.store.accounts() : [context.account];
    const others = accounts
      .flatMap((account) => resourcesOf(account, type))
      .filter((resource) => resource.id !== ownId);
    const claimed = new Set(others.flatMap((resource) => unique.keys(resource.config)));
    const taken = unique.keys(config).filter((key) => claimed.has(key));
    if (taken.length === 0) continue;
    throw new AwsError(
      unique.code ?? codesOf(type).exists,
      409,
      `Another ${wordsOf(type)} already has the ${unique.what} ${taken.join(', ')}.`,
    );
  }
}

/** Refuses references to what does not exist. */
export function checkReferences(context: Context, type: ResourceType, config: XmlElement): void {
  for (const reference of type.references ?? []) {
    const to = typeAt(context, reference.to);
    const known = new Set(resourcesOf(context.account, to).map((resource) => resource.id));
    const missing = reference.ids(config).find((id) => !known.has(id));
    if (missing === undefined) continue;
    throw new AwsError(
      reference.missing?.code ?? codesOf(to).noSuch,
      reference.missing?.status ?? 404,
      `The specified ${wordsOf(to)} does not exist: ${missing}.`,
    );
  }
}

/** Refuses to take away what another resource refers to. */
export function checkNotInUse(context: Context, type: ResourceType, id: string): void {
  for (const user of context.types) {
    const references = user.references?.filter(({ to }) => to === type.path) ?? [];
    const using = resourcesOf(context.account, user).find(({ config }) =>
      references.some((reference) => reference.ids(config).includes(id)),
    );
    if (!using) continue;
    throw new AwsError(
      codesOf(type).inUse,
      409,
      `The ${wordsOf(type)} ${id} is in use by the ${wordsOf(user)} ${using.id}.`,
    );
  }
}

/** Refuses a change that was not made from the current version. */
export function checkIfMatch(resource: StoredResource, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === '') {
    throw new AwsError(
      'InvalidIfMatchVersion',
      400,
      'The If-Match version is missing or not valid for the resource.',
    );
  }
  if (ifMatch === resource.etag) return;
  throw new AwsError(
    'PreconditionFailed',
    412,
    `The request failed because it didn't meet the preconditions in one or more request-header fields: If-Match is ${ifMatch}, the version is ${resource.etag}.`,
  );
}
