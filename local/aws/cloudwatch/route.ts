import type { Scope } from '../aws-request';
import type { Answer, Call, Route } from '../call';
import type { Moto } from '../moto';
import type { Store } from '../store';
import { CLOUDWATCH } from './alarm';
import { evaluateNewAlarms, operations, type Context } from './operations';
import { cborProtocol } from './protocols/cbor';
import { jsonProtocol } from './protocols/json';
import type { Command, Protocol } from './protocols/protocol';
import { queryProtocol } from './protocols/query';

export interface CloudWatchProps {
  readonly moto: Moto;
  readonly store: Store;
  readonly now: () => Date;
}

const PROTOCOLS: readonly Protocol[] = [jsonProtocol, cborProtocol, queryProtocol];

/** CloudWatch: moto answers, but for alarms' actions and history. */
export function cloudWatch(props: CloudWatchProps): Route {
  let evaluated: Promise<unknown> = Promise.resolve();
  // One call after the other, so that none sees what another is about to evaluate.
  const evaluate = (context: Context): Promise<void> => {
    const turn = evaluated.then(() => evaluateNewAlarms(context));
    evaluated = turn.catch(() => undefined);
    return turn;
  };
  return async (call) => {
    if (call.signed?.service !== 'monitoring') return undefined;
    const body = await call.body();
    for (const protocol of PROTOCOLS) {
      const command = protocol.read(call, body);
      if (command === undefined) continue;
      const context = contextOf(props, call.signed, call, protocol, command);
      await evaluate(context);
      const { operation, input } = command;
      return (await operations.get(operation)?.(context, input)) ?? context.pass();
    }
    return undefined;
  };
}

function contextOf(
  { moto, store, now }: CloudWatchProps,
  scope: Scope,
  call: Call,
  protocol: Protocol,
  { operation, input }: Command,
): Context {
  const answer = (output: Readonly<Record<string, unknown>>): Answer =>
    protocol.write(operation, output);
  const pass = async (): Promise<Answer> =>
    protocol.isMotos
      ? moto.pass(call)
      : answer((await moto.json(scope, CLOUDWATCH, operation, input)) as Command['input']);
  const where = `${scope.accountId}/${scope.region}`;
  const kept = { history: store.alarmHistory(where), newAlarms: store.newAlarms(where) };
  return { moto, scope, ...kept, now, pass, answer };
}
