import type { JWTPayload } from 'jose';
import { decoded, jsonAnswer, type Answer, type Call } from '../call';
import type { HttpApi, Route } from './apis';

/** A route with what its path variables hold. */
export interface SelectedRoute {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** A request that its API has routed and let through. */
export interface Invocation {
  readonly api: HttpApi;
  readonly stage: string;
  readonly selected: SelectedRoute;
  readonly claims: JWTPayload | undefined;
  readonly call: Call;
}

/** An answer of API Gateway's own. */
export const message = (status: number, text: string): Answer =>
  jsonAnswer(status, { message: text });

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
    .sort((one, other) => (one.rank < other.rank ? -1 : 1));
  return matches[0];
}

interface Match extends SelectedRoute {
  /** A digit for each part of the path, and one for the method; the first in order wins. */
  readonly rank: string;
}

const LITERAL = '0';
const VARIABLE = '1';
const GREEDY = '2';
const DEFAULT_ROUTE = '3';

function matchRoute(route: Route, method: string, path: string): Match | undefined {
  if (route.routeKey === '$default') {
    return { route, pathParameters: {}, rank: DEFAULT_ROUTE };
  }
  const [routeMethod, routePath = ''] = route.routeKey.split(' ');
  if (routeMethod !== 'ANY' && routeMethod !== method) return undefined;
  const matched = matchPath(routePath.split('/').slice(1), path.split('/').slice(1));
  if (!matched) return undefined;
  const { rank, pathParameters } = matched;
  return { route, pathParameters, rank: rank + (routeMethod === 'ANY' ? '1' : '0') };
}

function matchPath(
  pattern: readonly string[],
  segments: readonly string[],
): Pick<Match, 'rank' | 'pathParameters'> | undefined {
  let rank = '';
  const pathParameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    const [, variable, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(part) ?? [];
    if (variable === undefined) {
      if (part !== segment) return undefined;
      rank += LITERAL;
      continue;
    }
    const value = greedy === '+' ? segments.slice(index).join('/') : segment;
    if (value === '') return undefined;
    pathParameters[variable] = decoded(value);
    rank += greedy === '+' ? GREEDY : VARIABLE;
    if (greedy === '+') return { rank, pathParameters };
  }
  return segments.length === pattern.length ? { rank, pathParameters } : undefined;
}
