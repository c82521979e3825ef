import type { BadInput } from './bad-input';

const LIST = 'pnpm ops state list';
const GITHUB = { GITHUB_REPOSITORY: 'us/ours', GITHUB_TOKEN: 'token' };
export const NO_KEYS = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_EC2_METADATA_DISABLED: 'true',
};
const REAL_AWS = { AWS_ENDPOINT_URL: undefined };

/** Variables of the environment that are wrong. */
export const ENVIRONMENT: readonly BadInput[] = [
  {
    what: 'a variable that nothing reads',
    env: { IMAGE_SERVICE_DEV_JWT_ISSUR: 'https://a.example' },
    line: 'pnpm synth',
    says: 'Error: The configuration is not valid, 1 problem:\n  - IMAGE_SERVICE_DEV_JWT_ISSUR is not a setting. Did you mean "IMAGE_SERVICE_DEV_JWT_ISSUER"?\nCorrect them in src/config/stages.ts or in the environment (see .env.example).',
  },
  {
    what: "another account than the credentials'",
    env: { IMAGE_SERVICE_DEV_ACCOUNT_ID: '999999999999' },
    line: 'pnpm ops state show dev',
    reads: true,
    says: "Error: Stage dev lives in AWS account 999999999999, but these credentials belong to 123456789012. Use that account's (AWS_PROFILE), or correct IMAGE_SERVICE_DEV_ACCOUNT_ID.",
  },
  {
    what: 'a port that takes a right',
    env: { IMAGE_SERVICE_LOCAL_PORT: '80' },
    line: 'pnpm local up',
    says: 'Error: IMAGE_SERVICE_LOCAL_PORT = "80": must be a port from 1024 to 65535. Set it to a free one, or unset it.',
  },
  {
    what: 'a mirror that is no address',
    env: { IMAGE_SERVICE_TERRAFORM_MIRROR: 'mirror.example' },
    line: 'pnpm ops plan dev',
    says: 'Error: IMAGE_SERVICE_TERRAFORM_MIRROR = "mirror.example": must be the address of a mirror of https://releases.hashicorp.com, with https:// or http://. Correct it, or unset it.',
  },
  {
    what: 'another workspace',
    env: { TF_WORKSPACE: 'other' },
    line: 'pnpm cdktf plan dev',
    says: 'Error: TF_WORKSPACE: must not be set, because Terraform would work on another state, in another folder, or with other options than this command says. Run: unset TF_WORKSPACE',
  },
  {
    what: 'more options for Terraform',
    env: { TF_CLI_ARGS_plan: '-target=aws_sns_topic.a' },
    line: 'pnpm ops deploy dev --yes',
    says: 'Error: TF_CLI_ARGS_plan: must not be set, because Terraform would work on another state, in another folder, or with other options than this command says. Run: unset TF_CLI_ARGS_plan',
  },
  {
    what: 'an endpoint for the state alone',
    env: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' },
    line: 'pnpm cdktf deploy dev --auto-approve',
    says: 'Error: AWS_ENDPOINT_URL_S3: must not be set, because Terraform would work on another state, in another folder, or with other options than this command says. Run: unset AWS_ENDPOINT_URL_S3',
  },
  {
    what: 'a mode that the AWS SDK has not',
    env: { AWS_DEFAULTS_MODE: 'fast' },
    line: LIST,
    says: 'Error: AWS_DEFAULTS_MODE = "fast": must be one of auto, standard, in-region, cross-region, mobile, legacy. Correct it, or unset it.',
  },
  {
    what: 'credentials from no address',
    env: { ...NO_KEYS, AWS_CONTAINER_CREDENTIALS_FULL_URI: 'nowhere' },
    line: LIST,
    says: 'Error: AWS_CONTAINER_CREDENTIALS_FULL_URI = "nowhere": must be an address with http:// or https://. Correct it, or unset it.',
  },
  {
    what: 'a mirror without the provider',
    env: { TF_PROVIDER_MIRROR: '/nowhere' },
    line: 'pnpm ops plan dev',
    says: 'Error: TF_PROVIDER_MIRROR = "/nowhere": must hold registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64 or registry.terraform.io/hashicorp/aws/terraform-provider-aws_5.100.0_linux_amd64.zip. Make it with `terraform providers mirror`, or unset the variable.',
  },
  {
    what: 'a file of certificates without any',
    env: { AWS_CA_BUNDLE: 'README.md' },
    line: LIST,
    says: 'Error: AWS_CA_BUNDLE = "README.md" cannot be read (no certificate): must be a file of certificates (PEM). Correct it, or unset it.',
  },
  {
    what: 'a proxy of another protocol',
    env: { ...REAL_AWS, HTTPS_PROXY: 'socks5://127.0.0.1:1080' },
    line: LIST,
    says: 'Error: HTTPS_PROXY names no proxy: must be http://host:port or https://host:port. Correct it, or unset it.',
  },
  {
    what: 'a proxy that does not answer',
    env: { ...REAL_AWS, HTTPS_PROXY: 'http://127.0.0.1:1' },
    line: LIST,
    says: 'Error: The proxy 127.0.0.1:1 cannot be reached (ECONNREFUSED). Correct HTTPS_PROXY, or unset it.',
  },
  {
    what: 'an endpoint without http://',
    env: { AWS_ENDPOINT_URL: 'localhost:4580' },
    line: LIST,
    says: 'Error: AWS_ENDPOINT_URL = "localhost:4580": must be an address with http:// or https://, e.g. http://127.0.0.1:4580. Correct it, or unset it for the real AWS.',
  },
  {
    what: 'an endpoint of another protocol',
    env: { AWS_ENDPOINT_URL: 'ftp://127.0.0.1:4580' },
    line: 'pnpm cdktf deploy dev --auto-approve',
    says: 'Error: AWS_ENDPOINT_URL = "ftp://127.0.0.1:4580": must be an address with http:// or https://, e.g. http://127.0.0.1:4580. Correct it, or unset it for the real AWS.',
  },
  {
    what: 'an endpoint that does not answer',
    env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    line: LIST,
    says: 'Error: Nothing answers at AWS_ENDPOINT_URL = http://127.0.0.1:1 (ECONNREFUSED). `pnpm local up` starts the local AWS; unset the variable for the real one.',
  },
  {
    what: 'no credentials',
    env: NO_KEYS,
    line: LIST,
    says: 'Error: No AWS credentials: Could not load credentials from any providers. Set AWS_PROFILE (e.g. AWS_PROFILE=lego-moc), or use `pnpm local` for the local AWS.',
  },
  {
    what: 'one of two keys',
    env: { ...NO_KEYS, AWS_ACCESS_KEY_ID: '123456789012' },
    line: LIST,
    says: 'Error: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together, and one is not set. Set both, or unset both.',
  },
  {
    what: 'a key with a line end in it',
    env: { AWS_ACCESS_KEY_ID: '1234\n56789012' },
    line: LIST,
    says: 'Error: AWS_ACCESS_KEY_ID holds a space, a line end or another character that no key of AWS has. Correct it, or unset it.',
  },
  {
    what: 'no repository',
    line: 'pnpm ops comment dev --plan plan-dev --pull-request 1',
    says: 'Error: GITHUB_REPOSITORY is not set. Set it to owner/name of the repository; in a workflow GitHub knows it.',
  },
  {
    what: 'a repository without its owner',
    env: { ...GITHUB, GITHUB_REPOSITORY: 'ours' },
    line: 'pnpm ops environment prod',
    says: 'Error: GITHUB_REPOSITORY = "ours": must be owner/name of the repository. Correct it.',
  },
  {
    what: "an address of GitHub's API of another protocol",
    env: { ...GITHUB, GITHUB_API_URL: 'ftp://github.example' },
    line: 'pnpm ops environment prod',
    says: 'Error: GITHUB_API_URL = "ftp://github.example" is no address of GitHub\'s API: must begin with https:// or http://. Correct it, or unset it.',
  },
  {
    what: 'a token with a line end in it',
    env: { ...GITHUB, GITHUB_TOKEN: 'to\nken', GITHUB_API_URL: 'http://127.0.0.1:1' },
    line: 'pnpm ops environment prod',
    says: 'Error: GITHUB_TOKEN holds characters that no token has. Correct it.',
  },
  {
    what: 'a folder of temporary files that does not exist',
    env: { TMPDIR: '/nowhere' },
    line: 'pnpm cdktf deploy dev --auto-approve',
    says: 'Error: The temporary folder /nowhere takes no files (ENOENT): Terraform and its provider need one. Make room or give this user the right to write there, or name another in TMPDIR.',
  },
  {
    what: 'a folder for the stacks that cannot be',
    env: { CDKTF_OUTDIR: '/proc/nowhere' },
    line: 'pnpm synth',
    says: "Error: ENOENT: no such file or directory, mkdir '/proc/nowhere'. A folder of that path is missing, or is none: make it, or name another.",
  },
  {
    what: 'a placeholder in the place of the issuer',
    env: REAL_AWS,
    line: 'pnpm cdktf deploy dev --auto-approve',
    says: 'Error: Stage dev still has a placeholder for jwtIssuer (IMAGE_SERVICE_DEV_JWT_ISSUER). Set the variable or src/config/stages.ts before deploying to AWS.',
  },
];
