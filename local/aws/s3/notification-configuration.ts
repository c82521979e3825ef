import { z } from 'zod';
import type { Scope } from '../aws-request';
import type { Call, Route } from '../call';
import { AwsError } from '../errors';
import { functionName } from '../lambda/function-name';
import { mayInvoke, type Source } from '../lambda/permission';
import type { Moto } from '../moto';
import { xmlReader } from '../xml';
import { s3Target } from './s3-target';

const LISTS = /^(?:CloudFunctionConfiguration|Event|FilterRule)$/;

const parser = xmlReader({ isArray: (name) => LISTS.test(name) });

const functionSchema = z.object({
  Id: z.string().default(''),
  CloudFunction: z.string(),
  Event: z.array(z.string()),
  Filter: z
    .object({
      S3Key: z.object({
        FilterRule: z.array(z.object({ Name: z.string(), Value: z.string().default('') })),
      }),
    })
    .optional(),
});

const configurationSchema = z.object({
  NotificationConfiguration: z.object({ CloudFunctionConfiguration: z.array(functionSchema) }),
});

/** A function that a bucket tells of its objects. */
export type FunctionNotification = z.infer<typeof functionSchema>;

/** The functions that a notification configuration names; none in what is no such document. */
export function functionNotifications(xml: string): readonly FunctionNotification[] {
  const { success, data } = configurationSchema.safeParse(parser.parse(xml));
  return success ? data.NotificationConfiguration.CloudFunctionConfiguration : [];
}

/** Whether an event, e.g. `ObjectCreated:Put`, on that object is one that the function is told of. */
export function isTold(
  { Event, Filter }: FunctionNotification,
  eventName: string,
  key: string,
): boolean {
  const [family = ''] = eventName.split(':');
  const isWanted = Event.some((each) => [`s3:${eventName}`, `s3:${family}:*`].includes(each));
  const rules = Filter?.S3Key.FilterRule ?? [];
  return (
    isWanted &&
    rules.every(({ Name, Value }) =>
      Name.toLowerCase() === 'prefix' ? key.startsWith(Value) : key.endsWith(Value),
    )
  );
}

/** A bucket, as the conditions of a function's policy know it. */
export const sourceOf = (bucket: string, { accountId }: Scope): Source => ({
  service: 's3.amazonaws.com',
  arn: `arn:aws:s3:::${bucket}`,
  accountId,
});

/**
 * Refuses a notification configuration with a function that S3 may not invoke, as S3 does when it
 * validates destinations. moto does not look at functions.
 */
export const notificationDestinations =
  (moto: Moto): Route =>
  async (call) => {
    const { signed, service, method, url, headers } = call;
    const isPut = method === 'PUT' && url.searchParams.has('notification');
    if (!signed || service !== 's3' || !isPut) return undefined;
    if (headers['x-amz-skip-destination-validation'] === 'true') return undefined;
    const { bucket } = s3Target(call);
    for (const { CloudFunction } of functionNotifications(await textOf(call))) {
      const named = functionName(signed, CloudFunction);
      if (await mayInvoke(moto, named, sourceOf(bucket, signed))) continue;
      const message = 'Unable to validate the following destination configurations';
      throw new AwsError('InvalidArgument', 400, message, {
        ArgumentName1: `${CloudFunction}, null`,
        ArgumentValue1: `Not authorized to invoke function [${CloudFunction}]`,
      });
    }
    return undefined;
  };

const textOf = async (call: Call): Promise<string> => (await call.body()).toString('utf8');
