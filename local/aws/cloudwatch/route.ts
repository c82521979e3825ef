import type { Route } from '../call';
import type { Moto } from '../moto';
import type { Store } from '../store';
import { CLOUDWATCH } from './alarm';
import { evaluateNewAlarms, operations, type Context } from './operations';
import { PROTOCOLS, type Command } from './protocols';

export interface CloudWatchProps {
  readonly moto: Moto;
  readonly store: Store;
  readonly now: () => Date;
}

/** CloudWatch: moto answers, but for alarms' actions and history. */
export function cloudWatch({ moto, store, now }: CloudWatchProps): Route {
  let evaluated: Promise<unknown> = Promise.resolve();
  // One call after the other, so that none sees what another is about to evaluate.
  const evaluate = (context: Context): Promise<void> => {
    const turn = evaluated.then(() => evaluateNewAlarms(context));
    evaluated = turn.catch(() => undefined);
    return turn;
  };
  return async (call) => {
    const { signed: scope } = call;
    if (scope?.service !== 'monitoring') return undefined;
    const body = await call.body();
    for (const { read, write, isMotos } of PROTOCOLS) {
      const command = read(call, body);
      if (command === undefined) continue;
      const { operation, input } = command;
      const where = `${scope.accountId}/${scope.region}`;
      const answer: Context['answer'] = (output) => write(operation, output);
      const context: Context = {
        ...{ moto, scope, now, answer },
        history: store.alarmHistory(where),
        newAlarms: store.newAlarms(where),
        pass: async () =>
          isMotos
            ? moto.pass(call)
            : answer((await moto.json(scope, CLOUDWATCH, operation, input)) as Command['input']),
      };
      await evaluate(context);
      return (await operations.get(operation)?.(context, input)) ?? context.pass();
    }
    return undefined;
  };
}
