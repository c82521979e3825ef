import { describe, expect, it } from '@jest/globals';
import { selectRoute } from '../../../local/aws/http-api/select-route';

const routes = [
  '$default',
  'ANY /{proxy+}',
  'GET /images/{proxy+}',
  'GET /images/{id}',
  'ANY /images/latest',
  'GET /images/latest',
  'GET /images/{id}/tags',
  'POST /images',
  'GET /',
].map((routeKey) => ({ routeKey }));

describe('a route', () => {
  it.each([
    ['GET', '/images/latest', 'GET /images/latest', {}],
    ['PUT', '/images/latest', 'ANY /images/latest', {}],
    ['GET', '/images/42', 'GET /images/{id}', { id: '42' }],
    ['GET', '/images/a%20b', 'GET /images/{id}', { id: 'a b' }],
    ['GET', '/images/%', 'GET /images/{id}', { id: '%' }],
    ['GET', '/images/42/tags', 'GET /images/{id}/tags', { id: '42' }],
    ['GET', '/images/42/other/x', 'GET /images/{proxy+}', { proxy: '42/other/x' }],
    ['POST', '/images', 'POST /images', {}],
    ['DELETE', '/images', 'ANY /{proxy+}', { proxy: 'images' }],
    ['GET', '/', 'GET /', {}],
    ['POST', '/', '$default', {}],
  ])('for %s %s is %s', (method, path, routeKey, pathParameters) => {
    expect(selectRoute(routes, method, path)).toMatchObject({
      route: { routeKey },
      pathParameters,
    });
  });

  it('is missing when none matches', () => {
    expect(selectRoute([{ routeKey: 'GET /images' }], 'POST', '/images')).toBeUndefined();
    expect(selectRoute([{ routeKey: 'GET /images' }], 'GET', '/images/1')).toBeUndefined();
    expect(selectRoute([{ routeKey: 'GET /images/{id}' }], 'GET', '/images/')).toBeUndefined();
  });
});
