import { cbor } from '@smithy/core/cbor';
import type { Route } from './call';
import { AwsError } from './errors';
import { isCbor } from './input';
import { xmlProblem } from './xml';

/** Refuses a body that is not what its protocol says: moto fails at it, or takes it for an empty one. */
export const wellFormed: Route = async (call) => {
  const { service, headers, isForm, url } = call;
  if (isForm) {
    if (service === '' || (await call.operation()) !== undefined) return undefined;
    const message = 'The request is missing an action or a required parameter.';
    throw new AwsError('MissingAction', 400, message);
  }
  const isRestJson =
    service === 'lambda' || (service === 'apigateway' && url.pathname.startsWith('/v2/'));
  const isJson = isRestJson || headers['x-amz-target'] !== undefined;
  if (!isCbor(call) && !isJson && service !== 'route53') return undefined;
  const body = await call.body();
  if (body.length === 0) return undefined;
  if (service === 'route53') {
    const problem = xmlProblem(body.toString('utf8'));
    if (problem === undefined) return undefined;
    throw new AwsError('InvalidInput', 400, `Invalid XML ; ${problem}`);
  }
  try {
    if (isCbor(call)) cbor.deserialize(body);
    else JSON.parse(body.toString('utf8'));
    return undefined;
  } catch {
    const format = isCbor(call) ? 'CBOR' : 'JSON';
    throw new AwsError('SerializationException', 400, `The body is not in ${format}, as it says.`);
  }
};
