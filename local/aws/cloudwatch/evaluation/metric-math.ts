import type { Expression } from './expression';
import { NotEvaluable } from './not-evaluable';

/** Data points of one metric, or of an expression's result. */
export interface TimeSeries {
  readonly label: string;
  /** Seconds that a data point stands for. */
  readonly period: number;
  /** Values by the seconds since 1970 at which their period begins. */
  readonly points: ReadonlyMap<number, number>;
}

/** A scalar, a time series, or an array of time series. */
export type Value = number | TimeSeries | readonly TimeSeries[];

/** What an expression can refer to. */
export interface MathScope {
  /** The result of another query. */
  readonly valueOf: (id: string) => Value;
  /** The metrics of the request, without its expressions. */
  readonly metrics: () => readonly { readonly id: string; readonly series: TimeSeries }[];
  /** The quota of the usage that a query measures, and the query's period. */
  readonly quotaOf: (id: string) => { readonly quota: number; readonly period: number };
  readonly search: (search: string, statistic: string, period?: number) => readonly TimeSeries[];
  /** Where the periods begin that were asked for. */
  readonly timesOf: (period: number) => readonly number[];
  /** The period of what no metric has a period for. */
  readonly period: number;
}

/** Each rule is one of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html. */
export function evaluateExpression(expression: Expression, scope: MathScope): Value {
  const evaluate = (inner: Expression): Value => evaluateExpression(inner, scope);
  switch (expression.type) {
    case 'number':
      return expression.value;
    case 'id':
      return scope.valueOf(expression.id);
    case 'array':
      return expression.items.flatMap((item) => seriesOf('[…]', evaluate(item)));
    case 'negative':
      return arithmetic('-', 0, evaluate(expression.of));
    case 'binary':
      return operate(expression.operator, evaluate(expression.left), evaluate(expression.right));
    case 'call':
      return call(expression.name, expression.parameters, scope);
    case 'text':
      throw new NotEvaluable(`The text "${expression.value}" is no value.`);
    case 'word':
      throw new NotEvaluable(`"${expression.word}" is no value.`);
  }
}

const isArray = (value: Value): value is readonly TimeSeries[] => Array.isArray(value);
const isScalar = (value: Value): value is number => typeof value === 'number';

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
};

const LOGIC: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  AND: (a, b) => a !== 0 && b !== 0,
  OR: (a, b) => a !== 0 || b !== 0,
};

function operate(operator: string, left: Value, right: Value): Value {
  const compare = LOGIC[operator];
  if (compare === undefined) return arithmetic(operator, left, right);
  if (isArray(left) || isArray(right)) {
    throw new NotEvaluable(`${operator} does not take an array of time series.`);
  }
  return combine(left, right, (a, b) => Number(compare(a, b)));
}

function arithmetic(operator: string, left: Value, right: Value): Value {
  const calculate = ARITHMETIC[operator] ?? (() => NaN);
  if (isArray(left) && isArray(right)) {
    throw new NotEvaluable(`${operator} does not take two arrays of time series.`);
  }
  if (isArray(left)) return left.map((each) => combineSeries(each, right as Single, calculate));
  if (isArray(right)) return right.map((each) => combineSeries(each, left, swap(calculate)));
  return combine(left, right, calculate);
}

type Single = number | TimeSeries;
type Calculate = (a: number, b: number) => number;

const swap =
  (calculate: Calculate): Calculate =>
  (a, b) =>
    calculate(b, a);

function combine(left: Single, right: Single, calculate: Calculate): Single {
  if (!isScalar(left)) return combineSeries(left, right, calculate);
  if (!isScalar(right)) return combineSeries(right, left, swap(calculate));
  return calculate(left, right);
}

/** A value that only one of two series has is combined with 0; what is divided by 0 is dropped. */
function combineSeries(series: TimeSeries, other: Single, calculate: Calculate): TimeSeries {
  const times = isScalar(other) ? series.points.keys() : union([series, other]);
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

const union = (all: readonly TimeSeries[]): readonly number[] =>
  [...new Set(all.flatMap(({ points }) => [...points.keys()]))].sort((a, b) => a - b);

/** A function: its parameters, not evaluated yet, and its result. */
type MathFunction = (parameters: readonly Expression[], scope: MathScope) => Value;

const FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  ABS: eachPoint('ABS', Math.abs),
  CEIL: eachPoint('CEIL', Math.ceil),
  FLOOR: eachPoint('FLOOR', Math.floor),
  AVG: reduction('AVG', (values) => sum(values) / values.length),
  MAX: reduction('MAX', (values) => Math.max(...values)),
  MIN: reduction('MIN', (values) => Math.min(...values)),
  SUM: reduction('SUM', sum),
  FILL: fill,
  IF: choose,
  METRICS: (parameters, scope) => {
    const part = parameters[0] === undefined ? '' : textOf('METRICS', parameters[0]);
    return scope.metrics().flatMap(({ id, series }) => (id.includes(part) ? [series] : []));
  },
  METRIC_COUNT: (parameters, scope) =>
    seriesOf('METRIC_COUNT', single('METRIC_COUNT', parameters, scope)).length,
  PERIOD: (parameters, scope) => {
    const [series, ...more] = seriesOf('PERIOD', single('PERIOD', parameters, scope));
    if (!series || more.length > 0) throw new NotEvaluable('PERIOD takes one time series.');
    return series.period;
  },
  SEARCH: ([search, statistic, period], scope) =>
    scope.search(
      textOf('SEARCH', search),
      textOf('SEARCH', statistic),
      period && scalarOf('SEARCH', evaluateExpression(period, scope)),
    ),
  SERVICE_QUOTA: ([usage], scope) => {
    if (usage?.type !== 'id') throw new NotEvaluable('SERVICE_QUOTA takes the id of a metric.');
    const { quota, period } = scope.quotaOf(usage.id);
    const empty = { label: '', period, points: new Map<number, number>() };
    return at(empty, scope.timesOf(period), () => quota);
  },
  TIME_SERIES: (parameters, scope) => {
    const value = scalarOf('TIME_SERIES', single('TIME_SERIES', parameters, scope));
    const empty = { label: '', period: scope.period, points: new Map<number, number>() };
    return at(empty, scope.timesOf(scope.period), () => value);
  },
};

function call(name: string, parameters: readonly Expression[], scope: MathScope): Value {
  const found = FUNCTIONS[name];
  if (found) return found(parameters, scope);
  throw new NotEvaluable(`The local AWS does not know the function ${name} of metric math.`);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function single(name: string, parameters: readonly Expression[], scope: MathScope): Value {
  const [only, ...more] = parameters;
  if (only === undefined || more.length > 0) throw new NotEvaluable(`${name} takes one argument.`);
  return evaluateExpression(only, scope);
}

function eachPoint(name: string, change: (value: number) => number): MathFunction {
  return (parameters, scope) => {
    const value = single(name, parameters, scope);
    if (isScalar(value)) return change(value);
    const changed = (series: TimeSeries): TimeSeries =>
      at(series, series.points.keys(), (time) => change(series.points.get(time) ?? NaN));
    return isArray(value) ? value.map(changed) : changed(value);
  };
}

/** Of one series a scalar; of an array a series, in which a missing value counts as 0 for SUM and AVG. */
function reduction(name: string, reduce: (values: readonly number[]) => number): MathFunction {
  const countsMissing = name === 'SUM' || name === 'AVG';
  return (parameters, scope) => {
    const value = single(name, parameters, scope);
    if (isScalar(value)) throw new NotEvaluable(`${name} takes time series, not a number.`);
    if (!isArray(value)) return reduce([...value.points.values()]);
    const [first = { label: '', period: scope.period, points: new Map<number, number>() }] = value;
    return at(first, union(value), (time) =>
      reduce(
        value.flatMap(({ points }) => {
          const found = points.get(time);
          return found === undefined && !countsMissing ? [] : [found ?? 0];
        }),
      ),
    );
  };
}

/** Fills every period that was asked for and has no data point, by a number, a series, or what was before. */
function fill(parameters: readonly Expression[], scope: MathScope): Value {
  const [filled, by, ...more] = parameters;
  if (filled === undefined || by === undefined || more.length > 0) {
    throw new NotEvaluable('FILL takes two arguments.');
  }
  const value = evaluateExpression(filled, scope);
  const filler = fillerOf(by, scope);
  const fillSeries = (series: TimeSeries): TimeSeries => {
    let before: number | undefined;
    return at(series, scope.timesOf(series.period), (time) => {
      before = series.points.get(time) ?? filler(time, before);
      return before;
    });
  };
  if (isScalar(value)) throw new NotEvaluable('FILL takes time series, not a number.');
  return isArray(value) ? value.map(fillSeries) : fillSeries(value);
}

type Filler = (time: number, before: number | undefined) => number | undefined;

function fillerOf(by: Expression, scope: MathScope): Filler {
  if (by.type === 'word') {
    if (by.word === 'REPEAT') return (_time, before) => before;
    throw new NotEvaluable(`The local AWS does not fill by ${by.word}.`);
  }
  const value = evaluateExpression(by, scope);
  if (isArray(value)) throw new NotEvaluable('FILL does not fill by an array of time series.');
  return isScalar(value) ? () => value : (time) => value.points.get(time);
}

/**
 * IF: what is not 0 is true. A missing true value is 0, a missing false value none, and neither is a
 * data point without a condition.
 */
function choose(parameters: readonly Expression[], scope: MathScope): Value {
  if (parameters.length < 2 || parameters.length > 3) {
    throw new NotEvaluable('IF takes two or three arguments.');
  }
  const [condition = NaN, whenTrue = NaN, whenFalse] = parameters.map((each) => {
    const value = evaluateExpression(each, scope);
    if (isArray(value)) throw new NotEvaluable('IF does not take an array of time series.');
    return value;
  });
  if (isScalar(condition)) {
    return (
      (condition !== 0 ? whenTrue : whenFalse) ?? {
        ...{ label: '', period: scope.period, points: new Map<number, number>() },
      }
    );
  }
  const valueAt = (value: Single | undefined, time: number): number | undefined =>
    value === undefined || isScalar(value) ? value : value.points.get(time);
  return at(condition, condition.points.keys(), (time) =>
    condition.points.get(time) !== 0 ? (valueAt(whenTrue, time) ?? 0) : valueAt(whenFalse, time),
  );
}

function seriesOf(what: string, value: Value): readonly TimeSeries[] {
  if (isScalar(value)) throw new NotEvaluable(`${what} takes time series, not a number.`);
  return isArray(value) ? value : [value];
}

function scalarOf(what: string, value: Value): number {
  if (isScalar(value)) return value;
  throw new NotEvaluable(`${what} takes a number, not a time series.`);
}

function textOf(what: string, parameter: Expression | undefined): string {
  if (parameter?.type === 'text') return parameter.value;
  throw new NotEvaluable(`${what} takes a text in quotation marks.`);
}
