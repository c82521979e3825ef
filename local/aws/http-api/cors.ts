import type { IncomingHttpHeaders } from 'node:http';
import type { CorsConfiguration } from './apis';

/** Whether a browser asks, before the real request, if it may make it. */
export function isPreflight(method: string, headers: IncomingHttpHeaders): boolean {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  );
}

/** The answer's CORS headers to a preflight: none when the origin or the method is not allowed. */
export function preflightHeaders(
  cors: CorsConfiguration,
  headers: IncomingHttpHeaders,
): Record<string, string> {
  const origin = allowedOrigin(cors, headers.origin);
  const methods = cors.allowMethods ?? [];
  const asked = headers['access-control-request-method'] ?? '';
  if (origin === undefined || !(methods.includes('*') || methods.includes(asked))) return {};
  return {
    ...origins(cors, origin),
    'access-control-allow-methods': methods.join(','),
    ...(cors.allowHeaders?.length && {
      'access-control-allow-headers': cors.allowHeaders.join(','),
    }),
    ...(typeof cors.maxAge === 'number' && { 'access-control-max-age': String(cors.maxAge) }),
  };
}

/** The CORS headers of every other answer. */
export function corsHeaders(
  cors: CorsConfiguration | undefined,
  headers: IncomingHttpHeaders,
): Record<string, string> {
  const origin = cors && allowedOrigin(cors, headers.origin);
  if (!cors || origin === undefined) return {};
  return {
    ...origins(cors, origin),
    ...(cors.exposeHeaders?.length && {
      'access-control-expose-headers': cors.exposeHeaders.join(','),
    }),
  };
}

function origins(cors: CorsConfiguration, origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    ...(cors.allowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(origin !== '*' && { vary: 'Origin' }),
  };
}

/** Origins are compared whole, but for `*`, `http://*` and `https://*`. */
function allowedOrigin(cors: CorsConfiguration, origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined;
  const allowed = cors.allowOrigins ?? [];
  if (allowed.includes('*')) return '*';
  const scheme = `${origin.split('://')[0] ?? ''}://*`;
  return allowed.includes(origin) || allowed.includes(scheme) ? origin : undefined;
}
