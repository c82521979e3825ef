import type { AlarmState } from './data-points';
import { Tokens, type Grammar } from './tokens';

/** The rule of a composite alarm, parsed. */
export interface AlarmRule {
  /** The names of the alarms that it asks for. */
  readonly alarmNames: readonly string[];
  /** Whether it is met, given the states of these alarms. */
  readonly isMet: (stateOf: (alarmName: string) => AlarmState | undefined) => boolean;
}

type Kind = 'function' | 'operator' | 'constant' | 'parenthesis' | 'quoted' | 'name';

const GRAMMAR: Grammar<Kind> = {
  function: /^(?:ALARM|OK|INSUFFICIENT_DATA)(?=\s*\()/,
  operator: /^(?:AND|OR|NOT)\b/,
  constant: /^(?:TRUE|FALSE)\b/,
  parenthesis: /^[()]/,
  quoted: /^"[^"]*"/,
  name: /^[^\s()"]+/,
};

type Condition = AlarmRule['isMet'];

/**
 * Reads an AlarmRule.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * @throws NotEvaluable where it is none.
 */
export function parseAlarmRule(text: string): AlarmRule {
  const tokens = new Tokens(text, GRAMMAR);
  const names = new Set<string>();
  const rule = either(tokens, names);
  tokens.expectEnd();
  return { alarmNames: [...names], isMet: rule };
}

function either(tokens: Tokens<Kind>, names: Set<string>): Condition {
  let left = both(tokens, names);
  while (tokens.take('operator', 'OR') !== undefined) {
    const [before, right] = [left, both(tokens, names)];
    left = (stateOf) => before(stateOf) || right(stateOf);
  }
  return left;
}

function both(tokens: Tokens<Kind>, names: Set<string>): Condition {
  let left = one(tokens, names);
  while (tokens.take('operator', 'AND') !== undefined) {
    const [before, right] = [left, one(tokens, names)];
    left = (stateOf) => before(stateOf) && right(stateOf);
  }
  return left;
}

function one(tokens: Tokens<Kind>, names: Set<string>): Condition {
  if (tokens.take('operator', 'NOT') !== undefined) {
    const negated = one(tokens, names);
    return (stateOf) => !negated(stateOf);
  }
  const constant = tokens.take('constant');
  if (constant !== undefined) return () => constant === 'TRUE';
  const state = tokens.take('function');
  tokens.expect('parenthesis', '(');
  const inner = state === undefined ? either(tokens, names) : inState(tokens, names, state);
  tokens.expect('parenthesis', ')');
  return inner;
}

function inState(tokens: Tokens<Kind>, names: Set<string>, state: string): Condition {
  const quoted = tokens.take('quoted')?.slice(1, -1);
  const name = alarmName(quoted ?? tokens.expect('name'));
  names.add(name);
  return (stateOf) => stateOf(name) === state;
}

/** An alarm is named by its name or by its ARN, which ends in it. */
const alarmName = (nameOrArn: string): string =>
  nameOrArn.replace(/^arn:[\w-]+:cloudwatch:[^:]*:\d*:alarm:/, '');
