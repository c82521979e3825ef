import type { Expression } from './expression';
import { invalid } from '../invalid';

/** Data points of one metric, or of an expression's result. */
export interface TimeSeries {
  readonly label: string;
  /** Seconds that a data point stands for. */
  readonly period: number;
  /** Values by the seconds since 1970 at which their period begins. */
  readonly points: ReadonlyMap<number, number>;
}

/** A scalar or a time series. */
export type Value = number | TimeSeries;

/** What an expression can refer to. */
export interface MathScope {
  /** The result of another query. */
  readonly valueOf: (id: string) => Value;
  /** The quota of the usage that a query measures, and the query's period. */
  readonly quotaOf: (id: string) => { readonly quota: number; readonly period: number };
  /** Where the periods begin that were asked for. */
  readonly timesOf: (period: number) => readonly number[];
}

/**
 * The functions and operators that alarms and graphs use; arrays of time series are refused.
 * Each rule is one of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html.
 */
export function evaluateExpression(expression: Expression, scope: MathScope): Value {
  const evaluate = (inner: Expression): Value => evaluateExpression(inner, scope);
  switch (expression.type) {
    case 'number':
      return expression.value;
    case 'id':
      return scope.valueOf(expression.id);
    case 'negative':
      return combine(0, evaluate(expression.of), (a, b) => a - b);
    case 'binary': {
      const calculate = OPERATORS[expression.operator] ?? (() => NaN);
      return combine(evaluate(expression.left), evaluate(expression.right), calculate);
    }
    case 'call':
      return call(expression.name, expression.parameters, scope);
  }
}

const isScalar = (value: Value): value is number => typeof value === 'number';

type Calculate = (a: number, b: number) => number;

const OPERATORS: Readonly<Record<string, Calculate>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  AND: (a, b) => Number(a !== 0 && b !== 0),
  OR: (a, b) => Number(a !== 0 || b !== 0),
};

function combine(left: Value, right: Value, calculate: Calculate): Value {
  if (!isScalar(left)) return combineSeries(left, right, calculate);
  if (!isScalar(right)) return combineSeries(right, left, (a, b) => calculate(b, a));
  return calculate(left, right);
}

/** A value that only one of two series has is combined with 0; what is divided by 0 is dropped. */
function combineSeries(series: TimeSeries, other: Value, calculate: Calculate): TimeSeries {
  const own = [...series.points.keys()];
  const times = isScalar(other) ? own : new Set([...own, ...other.points.keys()].sort(ascending));
  return at(series, times, (time) =>
    calculate(
      series.points.get(time) ?? 0,
      isScalar(other) ? other : (other.points.get(time) ?? 0),
    ),
  );
}

/** A series with a data point wherever the value is a number. */
function at(
  { label, period }: TimeSeries,
  times: Iterable<number>,
  value: (time: number) => number | undefined,
): TimeSeries {
  const points = new Map<number, number>();
  for (const time of times) {
    const found = value(time);
    if (found !== undefined && Number.isFinite(found)) points.set(time, found);
  }
  return { label, period, points };
}

const ascending = (a: number, b: number): number => a - b;

/** A function: its parameters, not evaluated yet, and its result. */
type MathFunction = (parameters: readonly Expression[], scope: MathScope) => TimeSeries;

const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  FILL: fill,
  IF: choose,
  SERVICE_QUOTA: ([usage], scope) => {
    if (usage?.type !== 'id') throw invalid('SERVICE_QUOTA takes the id of a metric.');
    const { quota, period } = scope.quotaOf(usage.id);
    const empty = { label: '', period, points: new Map<number, number>() };
    return at(empty, scope.timesOf(period), () => quota);
  },
};

function call(name: string, parameters: readonly Expression[], scope: MathScope): TimeSeries {
  const found = FUNCTIONS[name];
  if (found) return found(parameters, scope);
  throw invalid(`The local AWS does not know the function ${name} of metric math.`);
}

/** Fills every period that was asked for and has no data point, by a number or a series. */
function fill(parameters: readonly Expression[], scope: MathScope): TimeSeries {
  const [series, by, ...more] = parameters.map((each) => evaluateExpression(each, scope));
  if (series === undefined || by === undefined || more.length > 0) {
    throw invalid('FILL takes two arguments.');
  }
  if (isScalar(series)) throw invalid('FILL takes a time series, not a number.');
  return at(
    series,
    scope.timesOf(series.period),
    (time) => series.points.get(time) ?? valueAt(by, time),
  );
}

/**
 * IF: what is not 0 is true. A missing true value is 0, a missing false value none, and neither is a
 * data point without a condition.
 */
function choose(parameters: readonly Expression[], scope: MathScope): TimeSeries {
  if (parameters.length < 2 || parameters.length > 3) {
    throw invalid('IF takes two or three arguments.');
  }
  const [condition = NaN, whenTrue, whenFalse] = parameters.map((each) =>
    evaluateExpression(each, scope),
  );
  if (isScalar(condition)) throw invalid('IF takes a time series as its condition.');
  return at(condition, condition.points.keys(), (time) =>
    condition.points.get(time) !== 0 ? (valueAt(whenTrue, time) ?? 0) : valueAt(whenFalse, time),
  );
}

const valueAt = (value: Value | undefined, time: number): number | undefined =>
  value === undefined || isScalar(value) ? value : value.points.get(time);
