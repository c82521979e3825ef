import { SERVICE, type Protocol } from './protocol';

const headers = { 'content-type': 'application/x-amz-json-1.0' };

/** AWS JSON 1.0, which the CLI and the JavaScript SDK use. */
export const jsonProtocol: Protocol = {
  isMotos: true,
  read: (call, body) => {
    const target = String(call.headers['x-amz-target'] ?? '');
    const [prefix, operation] = target.split('.');
    if (prefix !== SERVICE || operation === undefined) return undefined;
    const text = body.toString('utf8');
    const input = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    return { operation, input };
  },
  write: (_operation, output) => ({ status: 200, headers, body: JSON.stringify(output) }),
};
