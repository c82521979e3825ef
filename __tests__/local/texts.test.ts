import { describe, expect, it } from '@jest/globals';
import { outputTable, withLocalAddress } from '../../local/deploy';
import { localSettings } from '../../local/settings';
import { statusText } from '../../local/status';

describe('outputTable', () => {
  it('is sorted, in two columns', () => {
    expect(outputTable({ table_name: 't', api_id: 'a', count: 2 })).toBe(
      '  api_id      a\n  count       2\n  table_name  t',
    );
  });

  it('of nothing is empty', () => {
    expect(outputTable({})).toBe('');
  });
});

describe('withLocalAddress', () => {
  it('is where the local AWS serves the distribution, in place of its address on AWS', () => {
    const outputs = { cdn_url: 'https://images.dev.lego-api.com', api_id: 'a' };
    expect(withLocalAddress(outputs, 4580)).toEqual({
      cdn_url: 'http://images.dev.lego-api.com.cloudfront.localhost:4580',
      api_id: 'a',
    });
  });

  it('changes nothing where there is no distribution', () => {
    expect(withLocalAddress({ api_id: 'a' }, 4580)).toEqual({ api_id: 'a' });
  });
});

describe('statusText', () => {
  it('says what runs, what is deployed, and what to do', () => {
    const instance = {
      id: 'i',
      token: 't',
      dataDirectory: '/data',
      pid: 10,
      port: 4580,
      startedAt: '2026-01-01T00:00:00.000Z',
      moto: { pid: 11, port: 5000, description: 'moto 5.2.1, a private virtualenv' },
    };
    const stacks = [
      { stack: 'image-service-state', resources: 8 },
      { stack: 'image-service-dev', resources: 0 },
      { stack: 'image-service-prod', resources: undefined },
    ];
    expect(statusText(instance, stacks)).toBe(`The local AWS runs at http://127.0.0.1:4580
  process  10, since 2026-01-01T00:00:00.000Z
  moto     moto 5.2.1, a private virtualenv (process 11, port 5000)

  image-service-state  8 resources
  image-service-dev    destroyed
  image-service-prod   never deployed

Try: pnpm local deploy dev
     pnpm local exec -- aws sts get-caller-identity
     pnpm local down`);
  });
});

describe('localSettings', () => {
  it('have a port of their own unless one is chosen', () => {
    expect(localSettings({}).port).toBe(4580);
    expect(localSettings({ IMAGE_SERVICE_LOCAL_PORT: '4581' }).port).toBe(4581);
  });

  it('keep their data in the clone', () => {
    expect(localSettings({}).dataDirectory).toMatch(/\.local-aws$/);
  });
});
