import { queryErrorHeader, SERVICE, type Protocol } from './protocol';

const headers = { 'content-type': 'application/x-amz-json-1.0' };

/** AWS JSON 1.0, which the CLI and the JavaScript SDK use. */
export const jsonProtocol: Protocol = {
  isMotos: true,
  read: (request) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    const [prefix, operation] = target.split('.');
    if (prefix !== SERVICE || operation === undefined) return undefined;
    const text = request.body.toString('utf8');
    const input = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    return { operation, input };
  },
  write: (_operation, output) => ({ status: 200, headers, body: JSON.stringify(output) }),
  writeError: (error) => ({
    status: error.status,
    headers: { ...headers, ...queryErrorHeader(error) },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  }),
};
