import type { Aws } from '../aws';
import type { Route } from '../call';
import { inputOf, isCbor, type Input } from '../input';
import { reasonOf } from '../reason';
import type { AlarmsIn } from './change-state';
import { evaluateAlarms } from './evaluate-alarms';
import { operations, type Context } from './operations';
import { outputAnswer } from './protocols';

export interface CloudWatchProps extends Aws {
  /** Ends the evaluations that nobody asks for. */
  readonly closed: AbortSignal;
}

/** How often to see whether a minute has passed. */
const LOOK_MS = 1000;

/** CloudWatch's metrics, and its alarms, whose configuration moto keeps. */
export function cloudWatch(props: CloudWatchProps): Route {
  const { moto, store, now } = props;
  let evaluated: Promise<unknown> = Promise.resolve();
  // One call after the other, so that none sees what another is about to evaluate.
  const evaluate = (alarms: AlarmsIn): Promise<void> => {
    const turn = evaluated.then(() => evaluateAlarms(alarms, now()));
    evaluated = turn.catch(() => undefined);
    return turn;
  };
  evaluateByItself(props, evaluate);
  return async (call) => {
    const { signed: scope } = call;
    if (scope?.service !== 'monitoring') return undefined;
    const operation = await call.operation();
    if (operation === undefined) return undefined;
    const input = await inputOf(call);
    const answer: Context['answer'] = (output) => outputAnswer(call, operation, output);
    const context: Context = {
      ...{ moto, store, scope, now, answer },
      // moto does not speak CBOR.
      pass: async () =>
        isCbor(call)
          ? answer((await moto.json(scope, 'monitoring', operation, input)) as Input)
          : moto.pass(call),
    };
    await evaluate(context);
    return (await operations.get(operation)?.(context, input)) ?? (await context.pass());
  };
}

/** Evaluates alarms also while nobody calls CloudWatch. */
function evaluateByItself(
  { moto, store, log, closed }: CloudWatchProps,
  evaluate: (alarms: AlarmsIn) => Promise<void>,
): void {
  const timer = setInterval(() => {
    for (const where of Object.keys(store.data.evaluatedUntil)) {
      const [accountId = '', region = ''] = where.split('/');
      evaluate({ moto, store, scope: { accountId, region } }).catch((error: unknown) => {
        log(`Alarms of ${where} could not be evaluated: ${reasonOf(error)}`);
      });
    }
  }, LOOK_MS);
  timer.unref();
  closed.addEventListener('abort', () => {
    clearInterval(timer);
  });
}
