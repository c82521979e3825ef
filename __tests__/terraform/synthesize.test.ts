import { expect, it } from '@jest/globals';
import { currentEnvironment } from '../../src/config/environment';
import { synthesizeStack } from '../../src/terraform/synthesize';
import { temporaryDirectory } from '../support/temporary';

it('says why stacks cannot be synthesized', async () => {
  const env = currentEnvironment();
  await expect(synthesizeStack('nothing', temporaryDirectory(), env, 'alone')).rejects.toThrow(
    'The stacks could not be synthesized:\nError: There is no stack "nothing". The stacks are: image-service-state, ',
  );
});
