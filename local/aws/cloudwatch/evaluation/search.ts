import type { MetricIdentity } from './metric';
import { NotEvaluable } from './not-evaluable';
import { Tokens, type Grammar } from './tokens';

/** Whether a metric is one that a search finds. */
export type Matches = (metric: MetricIdentity) => boolean;

type Kind = 'operator' | 'term' | 'parenthesis' | 'ignored';

/** A word, or a text in quotation marks, either after the name of a property. */
const TERM = /^(?:(?:"[^"]+"|[\w/.:@-]+)=)?(?:"(?:\\.|[^"\\])*"|[^\s"(){},=]+)/;

const GRAMMAR: Grammar<Kind> = {
  operator: /^(?:AND|OR|NOT)(?![^\s()])/,
  term: TERM,
  parenthesis: /^[()]/,
  ignored: /^,/,
};

/**
 * Reads the first argument of SEARCH: a metric schema in braces, terms, or both.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 * @throws NotEvaluable where it is neither.
 */
export function parseSearch(search: string): Matches {
  const [, schema, terms = ''] = /^\s*(?:\{([^}]*)\})?(.*)$/s.exec(search) ?? [];
  const conditions = [
    ...(schema === undefined ? [] : [matchesSchema(schema)]),
    ...(/[^\s,]/.test(terms) ? [parseTerms(terms)] : []),
  ];
  if (conditions.length === 0) throw new NotEvaluable('SEARCH has nothing to search for.');
  return (metric) => conditions.every((matches) => matches(metric));
}

/** A namespace, and the names of all dimensions if any are given. */
function matchesSchema(schema: string): Matches {
  const parts = schema.split(',').map((part) => unquoted(part.trim()));
  const [namespace, ...names] = parts;
  return (metric) =>
    metric.namespace === namespace &&
    (names.length === 0 ||
      (names.length === Object.keys(metric.dimensions).length &&
        names.every((name) => name in metric.dimensions)));
}

function parseTerms(text: string): Matches {
  const tokens = new Tokens(text, GRAMMAR);
  const parsed = any(tokens);
  tokens.expectEnd();
  return parsed;
}

function any(tokens: Tokens<Kind>): Matches {
  const alternatives = [all(tokens)];
  while (tokens.take('operator', 'OR') !== undefined) alternatives.push(all(tokens));
  return (metric) => alternatives.some((matches) => matches(metric));
}

/** Terms side by side have to match all. */
function all(tokens: Tokens<Kind>): Matches {
  const conditions: Matches[] = [];
  for (;;) {
    tokens.take('ignored');
    const next = tokens.peek();
    if (next === undefined || next.text === ')' || next.text === 'OR') break;
    if (conditions.length > 0) tokens.take('operator', 'AND');
    conditions.push(one(tokens));
  }
  if (conditions.length === 0) throw tokens.unexpectedNext();
  return (metric) => conditions.every((matches) => matches(metric));
}

function one(tokens: Tokens<Kind>): Matches {
  if (tokens.take('operator', 'NOT') !== undefined) {
    const excluded = one(tokens);
    return (metric) => !excluded(metric);
  }
  if (tokens.take('parenthesis', '(') !== undefined) {
    const inner = any(tokens);
    tokens.expect('parenthesis', ')');
    return inner;
  }
  return matchesTerm(tokens.expect('term'));
}

function matchesTerm(term: string): Matches {
  const [, property, value = ''] = /^(?:("[^"]+"|[^"=]+)=)?(.*)$/s.exec(term) ?? [];
  const fits = value.startsWith('"') ? exactly(unquoted(value)) : partly(value);
  return (metric) => textsOf(metric, property && unquoted(property)).some(fits);
}

/** What of a metric a term is compared with. */
function textsOf(metric: MetricIdentity, property: string | undefined): readonly string[] {
  const { namespace, metricName, dimensions } = metric;
  if (property === 'MetricName') return [metricName];
  if (property === 'Namespace') return [namespace];
  if (property !== undefined) return [dimensions[property] ?? []].flat();
  return [namespace, metricName, ...Object.entries(dimensions).flat()];
}

const unquoted = (text: string): string =>
  text.replace(/^"(.*)"$/s, '$1').replace(/\\(["\\()])/g, '$1');

const exactly = (wanted: string) => (text: string) => text === wanted;

/** A single token fits in any case of letters, several that follow each other in the same case only. */
function partly(wanted: string): (text: string) => boolean {
  const tokens = tokensOf(wanted);
  const [only = ''] = tokens;
  if (tokens.length === 1) {
    return (text) =>
      [...tokensOf(text), text.replace(/[^a-z\d]/gi, '')].some(
        (token) => token.toLowerCase() === only.toLowerCase(),
      );
  }
  return (text) => `\n${tokensOf(text).join('\n')}\n`.includes(`\n${tokens.join('\n')}\n`);
}

/** Words begin with a capital, with a number, and behind what is neither letter nor digit. */
const tokensOf = (text: string): readonly string[] =>
  text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
