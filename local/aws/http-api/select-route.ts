import { decoded } from '../call';
import type { Route } from './apis';

/** A route with what its path variables hold. */
export interface SelectedRoute {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * The route API Gateway selects: the most specific path first (literal, `{variable}`, `{greedy+}`),
 * its own method before `ANY`, and `$default` when nothing else matches.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function selectRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): SelectedRoute | undefined {
  const matches = routes
    .map((route) => matchRoute(route, method, path))
    .filter((match) => match !== undefined)
    .sort((one, other) => compare(one.rank, other.rank));
  return matches[0];
}

interface Match extends SelectedRoute {
  /** Compared number by number; the smallest wins. */
  readonly rank: readonly number[];
}

const LITERAL = 0;
const VARIABLE = 1;
const GREEDY = 2;
const DEFAULT_ROUTE = 3;

function matchRoute(route: Route, method: string, path: string): Match | undefined {
  if (route.routeKey === '$default') {
    return { route, pathParameters: {}, rank: [DEFAULT_ROUTE] };
  }
  const [routeMethod, routePath = ''] = route.routeKey.split(' ');
  if (routeMethod !== 'ANY' && routeMethod !== method) return undefined;
  const matched = matchPath(routePath.split('/').slice(1), path.split('/').slice(1));
  if (!matched) return undefined;
  const { rank, pathParameters } = matched;
  return { route, pathParameters, rank: [...rank, routeMethod === 'ANY' ? 1 : 0] };
}

function matchPath(
  pattern: readonly string[],
  segments: readonly string[],
): Pick<Match, 'rank' | 'pathParameters'> | undefined {
  const rank: number[] = [];
  const pathParameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    const [, variable, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(part) ?? [];
    if (variable === undefined) {
      if (part !== segment) return undefined;
      rank.push(LITERAL);
      continue;
    }
    const value = greedy === '+' ? segments.slice(index).join('/') : segment;
    if (value === '') return undefined;
    pathParameters[variable] = decoded(value);
    rank.push(greedy === '+' ? GREEDY : VARIABLE);
    if (greedy === '+') return { rank, pathParameters };
  }
  return segments.length === pattern.length ? { rank, pathParameters } : undefined;
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
