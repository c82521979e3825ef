import { isDeepStrictEqual } from 'node:util';
import { find, typeAt, type Context, type Result } from './context';
import { AwsError } from '../errors';
import { child, malformed, text, type XmlElement } from './xml';

const ROOT = 'MonitoringSubscription';

/**
 * Turns a distribution's additional metrics on or off. Terraform's update is a second create, so one
 * that says something new replaces what is there.
 */
export function putMonitoringSubscription(
  context: Context,
  distributionId: string,
  subscription: XmlElement,
): Result {
  find(context, typeAt(context, 'distribution'), distributionId);
  const status = text(
    child(subscription, 'RealtimeMetricsSubscriptionConfig'),
    'RealtimeMetricsSubscriptionStatus',
  );
  if (!['Enabled', 'Disabled'].includes(status)) {
    throw malformed(
      `RealtimeMetricsSubscriptionStatus must be Enabled or Disabled, not "${status}".`,
    );
  }
  const subscriptions = context.account.monitoringSubscriptions;
  if (isDeepStrictEqual(subscriptions[distributionId], subscription)) {
    throw new AwsError(
      'MonitoringSubscriptionAlreadyExists',
      409,
      `A monitoring subscription already exists for the specified distribution: ${distributionId}.`,
    );
  }
  subscriptions[distributionId] = subscription;
  return { status: 200, body: { root: ROOT, content: subscription } };
}

/** Whether the distribution's additional metrics are on. */
export function getMonitoringSubscription(context: Context, distributionId: string): Result {
  return { status: 200, body: { root: ROOT, content: existing(context, distributionId) } };
}

/** Ends the subscription; the distribution stays. */
export function deleteMonitoringSubscription(context: Context, distributionId: string): Result {
  existing(context, distributionId);
  Reflect.deleteProperty(context.account.monitoringSubscriptions, distributionId);
  return { status: 200 };
}

function existing(context: Context, distributionId: string): XmlElement {
  find(context, typeAt(context, 'distribution'), distributionId);
  const subscription = context.account.monitoringSubscriptions[distributionId];
  if (subscription) return subscription;
  throw new AwsError(
    'NoSuchMonitoringSubscription',
    404,
    `A monitoring subscription does not exist for the specified distribution: ${distributionId}.`,
  );
}
