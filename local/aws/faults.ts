import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Aws } from './aws';
import type { Call, Route } from './call';
import { recordThrottling } from './dynamodb-metrics';
import { isForS3 } from './error-answer';
import { AwsError } from './errors';
import type { Fault, FaultRule } from './fault';
import type { HeldCalls } from './held-calls';
import type { Store } from './store';

/** The client is to see its connection reset. */
export class ConnectionReset extends Error {}

/** What a rule is asked about. */
interface Asked extends Pick<Call, 'signed'> {
  readonly service: string;
  readonly operation: string;
  readonly path?: string;
}

/** The fault that a call is to get; undefined where there is none. Counts the call. */
export function takeFault({ data: { faults } }: Store, asked: Asked): Fault | undefined {
  const rule = faults.filter(({ fault }) => isAbout(fault, asked)).find(isApplied);
  return rule?.fault;
}

function isAbout({ service, operation, path = '' }: Fault, asked: Asked): boolean {
  return (
    (service === undefined ? asked.signed !== undefined : service === asked.service) &&
    (operation === undefined || operation === asked.operation) &&
    (asked.path ?? '').endsWith(path)
  );
}

function isApplied(rule: FaultRule): boolean {
  const { count, probability, seed } = rule.fault;
  rule.seen += 1;
  const hash = createHash('sha256').update(`${seed}/${rule.seen}`).digest();
  if (hash.readUInt32BE() >= (probability ?? 1) * 2 ** 32) return false;
  if (rule.applied >= (count ?? (probability === undefined ? 1 : Infinity))) return false;
  rule.applied += 1;
  return true;
}

const serviceOf = (call: Call): string => (isForS3(call) ? 's3' : call.service);

export interface FaultsProps extends Aws {
  readonly held: HeldCalls;
  /** Has the gateway or moto answer nobody for so long. */
  readonly outage: (of: 'gateway' | 'moto', seconds: number) => Promise<void> | void;
}

/** What tests want to go wrong with calls. */
export const faults =
  (props: FaultsProps): Route =>
  async (call) => {
    const { store } = props;
    if (store.data.faults.length === 0 || call.target.startsWith('/_local/')) return undefined;
    const fault = takeFault(store, {
      signed: call.signed,
      service: serviceOf(call),
      operation: (await call.operation()) ?? call.method,
      path: call.url.pathname,
    });
    if (fault === undefined) return undefined;
    const inject = (): Promise<void> => happen(fault, call, props);
    if (fault.when === 'before') await inject();
    else call.beforeAnswer = inject;
    return undefined;
  };

/** @throws AwsError or ConnectionReset, whichever the client is to see. */
async function happen(
  fault: Fault,
  call: Call,
  { recordMetric, held, outage }: FaultsProps,
): Promise<void> {
  const refuse = async (code: string, status: number): Promise<never> => {
    if (call.service === 'dynamodb') await recordThrottling(recordMetric, call, code);
    throw new AwsError(code, status, 'A fault that a test asked for.');
  };
  switch (fault.kind) {
    case 'error':
      return refuse(fault.code, fault.status);
    case 'throttling':
      return isForS3(call) ? refuse('SlowDown', 503) : refuse('ThrottlingException', 400);
    case 'latency':
      await sleep(fault.seconds * 1000);
      break;
    case 'reset':
      throw new ConnectionReset();
    case 'hold':
      // Node sees only of a request that was read that its client has gone.
      await call.body();
      await held.hold(call.gone);
      break;
    case 'outage':
      await outage(fault.of, fault.seconds);
      if (fault.of === 'gateway') throw new ConnectionReset();
  }
  // Nobody has asked any more: it has no effect.
  if (call.gone.aborted) throw new ConnectionReset();
}
