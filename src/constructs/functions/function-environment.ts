import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { checkProp } from '../check-prop';

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const NAME = /^[A-Za-z]\w+$/;

/** What Lambda sets itself and lets nobody set, of names that `NAME` allows; on the same page. */
const RESERVED: readonly string[] = [
  ...['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_EXECUTION_ENV'],
  ...['AWS_ACCESS_KEY', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
  ...['AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_VERSION'],
  ...['AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_LAMBDA_INITIALIZATION_TYPE'],
  ...['AWS_LAMBDA_LOG_GROUP_NAME', 'AWS_LAMBDA_LOG_STREAM_NAME', 'AWS_LAMBDA_MAX_CONCURRENCY'],
  ...['AWS_LAMBDA_METADATA_API', 'AWS_LAMBDA_METADATA_TOKEN', 'AWS_LAMBDA_RUNTIME_API'],
  ...['LAMBDA_RUNTIME_DIR', 'LAMBDA_TASK_ROOT'],
];

/**
 * Bytes of all variables as JSON, which is what Lambda's refusal says that it measured.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_BYTES = 4096;

/**
 * The environment variables of a function: those given, and errors that name the lines of the sources.
 * @throws Error for what Lambda would refuse in the middle of a deploy, as far as it is known at synthesis.
 */
export function functionEnvironment(
  scope: Construct,
  given: Readonly<Record<string, string>> = {},
): Record<string, string> {
  for (const name of Object.keys(given)) {
    const rule = 'must be letters, digits and _, two at least and a letter first';
    checkProp(scope, { environment: name }, !NAME.test(name) && rule);
    const isReserved = RESERVED.includes(name);
    checkProp(
      scope,
      { environment: name },
      isReserved && 'must be a name that Lambda does not set',
    );
  }
  const { NODE_OPTIONS = '', ...others } = given;
  const variables = {
    NODE_OPTIONS: `--enable-source-maps ${NODE_OPTIONS}`.trimEnd(),
    ...others,
  };
  const known = Object.entries(variables).filter(([, value]) => !Token.isUnresolved(value));
  // oxlint-disable-next-line no-restricted-properties -- without tokens: see above
  const bytes = Buffer.byteLength(JSON.stringify(Object.fromEntries(known)));
  checkProp(
    scope,
    { environment: bytes },
    bytes > MAX_BYTES && `must have at most ${MAX_BYTES} bytes as JSON`,
  );
  return variables;
}
