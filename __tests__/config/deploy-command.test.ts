import { expect, it } from '@jest/globals';
import { deployCommand } from '../../src/config/deploy-command';

it.each([
  [{}, 'pnpm cdktf deploy image-service-prod'],
  [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:4580' }, 'pnpm local deploy prod'],
])('where the environment is %j, a stage is deployed by `%s`', (env, command) => {
  expect(deployCommand('prod', env)).toBe(command);
});
