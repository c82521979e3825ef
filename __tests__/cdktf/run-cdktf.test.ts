import { expect, it } from '@jest/globals';
import { initOptions } from '../../src/cdktf/run-cdktf';

it('initializes a clone that knows older settings of the backend, unless its state is to be moved', () => {
  expect(initOptions(['deploy', 'image-service-dev'])).toBe('-lockfile=readonly -reconfigure');
  expect(initOptions(['deploy', 'image-service-dev', '--migrate-state'])).toBe(
    '-lockfile=readonly',
  );
});
