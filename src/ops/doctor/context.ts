import { resolveNs } from 'node:dns/promises';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { Route53Client } from '@aws-sdk/client-route-53';
import { awsEndpoint, packageManager } from '../../config/environment';
import { githubAccess, knownGithubSettings } from '../../config/github';
import { loadConfig } from '../../config/load';
import { awsClients, clientSettings } from '../../aws/clients';
import { GithubApi } from '../../github/github-api';
import { githubRequester, sendRequest } from '../../aws/http-request';
import { iamClient } from '../../aws/stage-boundary';
import type { DoctorContext } from './finding';
import { findProviders, findTerraform } from './machine';

/** What the doctor looks at and with, of this machine and the credentials. */
export function doctorContext(): DoctorContext {
  const config = loadConfig();
  const region = config.shared.stateRegion;
  const github = knownGithubSettings();
  return {
    config,
    isLocal: awsEndpoint() !== undefined,
    clients: {
      ...awsClients(region),
      cloudfront: new CloudFrontClient(clientSettings('us-east-1')),
      iam: iamClient(),
      route53: new Route53Client(clientSettings('us-east-1')),
    },
    githubApi: github === undefined ? undefined : new GithubApi(github),
    request: sendRequest,
    github: githubRequester(githubAccess()),
    now: () => new Date(),
    nameServers: resolveNs,
    machine: {
      node: process.versions.node,
      packageManager: packageManager(),
      terraform: findTerraform,
      providers: findProviders,
    },
  };
}
