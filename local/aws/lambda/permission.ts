import type { Moto } from '../moto';
import { isAllowed } from '../resource-policy';
import { arnOf, type FunctionName } from './function-name';

/** Who asks for a function, as the conditions of its policy know it. */
export interface Source {
  /** A service's principal, e.g. `s3.amazonaws.com`. */
  readonly service: string;
  readonly arn: string;
  readonly accountId: string;
}

/** Whether the policy of the function, version or alias lets a service invoke it. */
export async function mayInvoke(moto: Moto, named: FunctionName, source: Source): Promise<boolean> {
  const query = named.qualifier === undefined ? '' : `?Qualifier=${named.qualifier}`;
  const path = `/2015-03-31/functions/${named.name}/policy${query}`;
  const found = (await moto.read(named, 'lambda', path)) as { Policy: string } | undefined;
  if (found === undefined) return false;
  return isAllowed(found.Policy, {
    service: source.service,
    action: 'lambda:InvokeFunction',
    resource: arnOf(named),
    context: { 'aws:SourceArn': source.arn, 'aws:SourceAccount': source.accountId },
  });
}
