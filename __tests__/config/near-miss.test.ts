import { describe, expect, it } from '@jest/globals';
import { didYouMean, unknownName } from '../../src/config/near-miss';

const NAMES = ['dev', 'staging', 'prod', 'deploy', 'destroy', 'IMAGE_SERVICE_DEV_JWT_ISSUER'];

describe('a name that does not exist', () => {
  it.each([
    ['devv', 'dev'],
    ['dve', 'dev'],
    ['production', 'prod'],
    ['stag', 'staging'],
    ['dpeloy', 'deploy'],
    ['destry', 'destroy'],
    ['IMAGE_SERVICE_DEV_JWT_ISSUR', 'IMAGE_SERVICE_DEV_JWT_ISSUER'],
  ])('%s is taken for %s', (given, meant) => {
    expect(didYouMean(given, NAMES)).toBe(` Did you mean "${meant}"?`);
  });

  it.each(['qa', 'test', 'p', 'plan', ''])('%s is taken for nothing', (given) => {
    expect(didYouMean(given, NAMES)).toBe('');
  });

  it('is refused with those that do', () => {
    expect(unknownName('command', 'dwon', ['up', 'down']).message).toBe(
      'There is no command "dwon". Did you mean "down"? The commands are: up, down.',
    );
  });
});
