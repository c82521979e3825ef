import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import {
  awsCaBundle,
  awsCredentials,
  awsEndpoint,
  checkSdkVariables,
  quietAwsSdk,
} from '../config/environment';
import type { Environment } from '../config/environment';
import { proxyFor } from '../config/proxy';
import { UserError } from '../config/user-error';
import { TunnelAgent } from './tunnel';

export { explainAwsError, httpStatus } from './errors';

/** The clients that looking after the state takes. */
export interface AwsClients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly sts: STSClient;
}

/** What every AWS client is told; the rest (profiles, roles) it finds by itself. */
export function clientSettings(region: string, env?: Environment) {
  quietAwsSdk();
  checkSdkVariables(env);
  const endpoint = awsEndpoint(env);
  // Where the variable names no proxy, the SDK would wait 15 seconds.
  if (endpoint === undefined) proxyFor(new URL(`https://sts.${region}.amazonaws.com`), env);
  const requestHandler = {
    connectionTimeout: 5000,
    requestTimeout: 10000,
    // Or the SDK would only warn, and wait on.
    throwOnRequestTimeout: true,
    httpsAgent: new TunnelAgent(env, { keepAlive: true, maxSockets: 50, ca: caBundle(env) }),
  };
  return {
    region,
    maxAttempts: 2,
    requestHandler,
    // A profile's own requests, of which `aws sso login`'s would not take the handler.
    credentials: awsCredentials(env) ?? defaultProvider({ clientConfig: { requestHandler } }),
    ...(endpoint !== undefined && { endpoint }),
  };
}

/**
 * The certificates by which AWS's are verified, where AWS_CA_BUNDLE names a file of them.
 * @throws UserError when it cannot be read.
 */
function caBundle(env?: Environment): Buffer | undefined {
  const file = awsCaBundle(env);
  if (file === undefined) return undefined;
  try {
    const bundle = readFileSync(file);
    // Node.js takes a file without any for a bundle that trusts nobody.
    void new X509Certificate(bundle);
    return bundle;
  } catch (error) {
    const { syscall, code = '' } = error as NodeJS.ErrnoException;
    throw new UserError(
      `AWS_CA_BUNDLE = "${file}" cannot be read (${syscall === undefined ? 'no certificate' : code}): must be a file of certificates (PEM). Correct it, or unset it.`,
    );
  }
}

/** AWS as the environment says: `AWS_ENDPOINT_URL`, keys, profile. */
export function awsClients(region: string, env?: Environment): AwsClients {
  const settings = clientSettings(region, env);
  return {
    // A bucket's name in the host does not resolve on this machine.
    s3: new S3Client({ ...settings, forcePathStyle: awsEndpoint(env) !== undefined }),
    dynamodb: new DynamoDBClient(settings),
    sts: new STSClient(settings),
  };
}
