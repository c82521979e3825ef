const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'] as const;

const SEGMENT = String.raw`/(?:[\w.~-]+|\{\w+\})`;
const ROUTE_KEY = new RegExp(
  String.raw`^(?:${METHODS.join('|')}) (?:/|(?:${SEGMENT})+|(?:${SEGMENT})*/\{\w+\+\})$`,
);

/**
 * The rule that a route key breaks; undefined if it keeps them all.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function routeKeyProblem(routeKey: string): string | undefined {
  if (ROUTE_KEY.test(routeKey)) return undefined;
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
  if (/^(ANY |OPTIONS |\$default$)/.test(routeKey)) {
    return 'must not catch OPTIONS: the API answers the CORS preflight, which carries no token, by itself';
  }
  return `must be a method (${METHODS.join(', ')}), a space and a path such as /images/{id} or /files/{path+}`;
}

/** What two routes have in common that would catch the same requests. */
export const routeShape = (routeKey: string): string => routeKey.replace(/\{\w+/g, '{');

/** A route key as a construct's id: `GET /images/{id}` is `get-images-id`. */
export function routeSlug(routeKey: string): string {
  const words = routeKey.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.length === 1 ? `${words.join('')}-root` : words.join('-');
}
