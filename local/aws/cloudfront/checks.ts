import * as cloudFront from '@aws-sdk/client-cloudfront';
import { AwsError } from '../errors';
import type { StoredResource } from '../store';
import {
  find,
  resourcesOf,
  typeAt,
  wordsOf,
  type Context,
  type ResourceType,
} from './resource-type';
import { isElement, itemsOf, malformed, type XmlElement, type XmlValue } from './xml';

/** AWS's enumerations, by how the path of an element that holds one of their values ends. */
const ENUMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  PriceClass: cloudFront.PriceClass,
  HttpVersion: cloudFront.HttpVersion,
  ViewerProtocolPolicy: cloudFront.ViewerProtocolPolicy,
  'AllowedMethods.Items.Method': cloudFront.Method,
  'CachedMethods.Items.Method': cloudFront.Method,
  'Cookies.Forward': cloudFront.ItemSelection,
  EventType: cloudFront.EventType,
  OriginProtocolPolicy: cloudFront.OriginProtocolPolicy,
  SslProtocol: cloudFront.SslProtocol,
  RestrictionType: cloudFront.GeoRestrictionType,
  MinimumProtocolVersion: cloudFront.MinimumProtocolVersion,
  SSLSupportMethod: cloudFront.SSLSupportMethod,
  CertificateSource: cloudFront.CertificateSource,
  SigningProtocol: cloudFront.OriginAccessControlSigningProtocols,
  SigningBehavior: cloudFront.OriginAccessControlSigningBehaviors,
  OriginAccessControlOriginType: cloudFront.OriginAccessControlOriginTypes,
  'ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig.HeaderBehavior':
    cloudFront.CachePolicyHeaderBehavior,
  CookieBehavior: cloudFront.CachePolicyCookieBehavior,
  QueryStringBehavior: cloudFront.CachePolicyQueryStringBehavior,
  FrameOption: cloudFront.FrameOptionsList,
  'ReferrerPolicy.ReferrerPolicy': cloudFront.ReferrerPolicyList,
  'AccessControlAllowMethods.Items.Method':
    cloudFront.ResponseHeadersPolicyAccessControlAllowMethodsValues,
  RealtimeMetricsSubscriptionStatus: cloudFront.RealtimeMetricsSubscriptionStatus,
};

/** Refuses a configuration that is incomplete, miscounted or misspelt. */
export function checkShape(type: ResourceType, config: XmlElement): void {
  const root = `${type.element}Config`;
  const missing = type.required.filter((name) => config[name] === undefined);
  if (missing.length > 0) throw malformed(`${root} is missing ${missing.join(', ')}.`);
  checkBelow(config, root);
}

/** Refuses, anywhere below, a value that its enumeration lacks and a `Quantity` that is not the number of `Items`. */
export function checkBelow(value: XmlValue, path: string): void {
  if (typeof value === 'string') {
    checkEnum(value, path);
    return;
  }
  if (!isElement(value)) {
    for (const each of value) checkBelow(each, path);
    return;
  }
  for (const [name, each] of Object.entries(value)) checkBelow(each, `${path}.${name}`);
  const { Quantity } = value;
  if (Quantity === undefined) return;
  if (typeof Quantity !== 'string' || !/^\d+$/.test(Quantity)) {
    throw malformed(`The Quantity of ${path} must be a whole number.`);
  }
  const counted = itemsOf(value).length;
  if (Number(Quantity) === counted) return;
  throw new AwsError(
    'InconsistentQuantities',
    400,
    `The value of Quantity and the number of items of ${path} do not match: ${Quantity} and ${counted}.`,
  );
}

function checkEnum(value: string, path: string): void {
  const found = Object.entries(ENUMS).find(([end]) => `.${path}`.endsWith(`.${end}`));
  const members = Object.values(found?.[1] ?? { value });
  if (members.includes(value)) return;
  const at = path.replace(/(?<=^|\.)[A-Z]/g, (letter) => letter.toLowerCase());
  throw malformed(
    `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: Member must satisfy enum value set: [${members.join(', ')}]`,
  );
}

/** Refuses what another resource already claims. */
export function checkUnique(
  context: Context,
  type: ResourceType,
  config: XmlElement,
  ownId: string | undefined,
): void {
  for (const { keys, code, what, acrossAccounts } of type.unique) {
    const accounts = acrossAccounts
      ? Object.values(context.store.data.accounts)
      : [context.account];
    const others = accounts
      .flatMap((account) => resourcesOf(account, type))
      .filter(({ id }) => id !== ownId);
    const claimed = new Set(others.flatMap((resource) => keys(resource.config)));
    const taken = keys(config).filter((key) => claimed.has(key));
    if (taken.length === 0) continue;
    const message = `Another ${wordsOf(type)} already has the ${what} ${taken.join(', ')}.`;
    throw new AwsError(code ?? `${type.element}AlreadyExists`, 409, message);
  }
}

/** Refuses references to what does not exist. */
export function checkReferences(context: Context, type: ResourceType, config: XmlElement): void {
  for (const { to, ids, missing } of type.references ?? []) {
    for (const id of ids(config)) {
      try {
        find(context, typeAt(context, to), id);
      } catch (error) {
        if (!missing || !(error instanceof AwsError)) throw error;
        throw new AwsError(missing.code, missing.status, error.message);
      }
    }
  }
}

/** Refuses to take away what another resource refers to. */
export function checkNotInUse(context: Context, type: ResourceType, id: string): void {
  for (const user of context.types) {
    const references = user.references?.filter(({ to }) => to === type.path) ?? [];
    const using = resourcesOf(context.account, user).find(({ config }) =>
      references.some(({ ids }) => ids(config).includes(id)),
    );
    if (!using) continue;
    const message = `The ${wordsOf(type)} ${id} is in use by the ${wordsOf(user)} ${using.id}.`;
    throw new AwsError(`${type.element}InUse`, 409, message);
  }
}

/** Refuses a change that was not made from the current version. */
export function checkIfMatch({ etag }: StoredResource, ifMatch = ''): void {
  if (ifMatch === '') {
    const message = 'The If-Match version is missing or not valid for the resource.';
    throw new AwsError('InvalidIfMatchVersion', 400, message);
  }
  if (ifMatch === etag) return;
  throw new AwsError(
    'PreconditionFailed',
    412,
    `The request failed because it didn't meet the preconditions in one or more request-header fields: If-Match is ${ifMatch}, the version is ${etag}.`,
  );
}
