import type { Environment } from '../src/config/environment';
import type { StageConfig } from '../src/config/schema';
import { DEFAULT_ACCOUNT } from './aws/aws-request';
import { SECRET_ACCESS_KEY } from './aws/s3/signature-v4';
import { endpoint } from './settings';

/** Variables that would lead past the local AWS, to another account or to the real AWS. */
const MISLEADING =
  /^(AWS_ENDPOINT_URL_.+|AWS_PROFILE|AWS_DEFAULT_PROFILE|AWS_SESSION_TOKEN|AWS_SECURITY_TOKEN|AWS_ROLE_ARN|AWS_WEB_IDENTITY_TOKEN_FILE|AWS_IGNORE_CONFIGURED_ENDPOINT_URLS|AWS_USE_FIPS_ENDPOINT|AWS_USE_DUALSTACK_ENDPOINT)$/;

/** What makes any AWS program talk to the local AWS, as the account of that stage. */
export function localEnvironment(
  stage: Pick<StageConfig, 'accountId' | 'region'>,
  port: number,
  env: Environment,
): Environment {
  const kept = Object.entries(env).filter(([name]) => !MISLEADING.test(name));
  const directly = [env.NO_PROXY ?? env.no_proxy, '127.0.0.1', 'localhost']
    .filter((hosts) => hosts !== undefined && hosts !== '')
    .join(',');
  return {
    ...Object.fromEntries(kept),
    AWS_ENDPOINT_URL: endpoint(port),
    // The gateway takes an access key of 12 digits for the account.
    AWS_ACCESS_KEY_ID: stage.accountId ?? DEFAULT_ACCOUNT,
    AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
    AWS_REGION: stage.region,
    AWS_DEFAULT_REGION: stage.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: directly,
    no_proxy: directly,
  };
}
