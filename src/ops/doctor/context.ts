import { resolveNs } from 'node:dns/promises';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { Route53Client } from '@aws-sdk/client-route-53';
import { awsEndpoint, packageManager } from '../../config/environment';
import { githubAccess, knownGithubSettings } from '../../config/github';
import type { Environment } from '../../config/environment';
import { loadConfig } from '../../config/load';
import { awsClients, clientSettings } from '../../aws/clients';
import { GithubApi } from '../../github/github-api';
import { githubRequester, sendRequest } from '../../aws/http-request';
import { iamClient } from '../../aws/stage-boundary';
import type { DoctorContext } from './finding';
import { findProviders, findTerraform } from './machine';

/** What the doctor looks at and with, of this machine and the credentials. */
export function doctorContext(env?: Environment): DoctorContext {
  const config = loadConfig(env === undefined ? {} : { env });
  const region = config.shared.stateRegion;
  const github = knownGithubSettings(env);
  return {
    config,
    isLocal: awsEndpoint(env) !== undefined,
    env,
    clients: {
      ...awsClients(region, env),
      cloudfront: new CloudFrontClient(clientSettings('us-east-1', env)),
      iam: iamClient(env),
      route53: new Route53Client(clientSettings('us-east-1', env)),
    },
    githubApi: github === undefined ? undefined : new GithubApi(github),
    request: sendRequest,
    github: githubRequester(githubAccess(env)),
    now: () => new Date(),
    nameServers: resolveNs,
    machine: {
      node: process.versions.node,
      packageManager: packageManager(env),
      terraform: () => findTerraform(env),
      providers: () => findProviders(env),
    },
  };
}
