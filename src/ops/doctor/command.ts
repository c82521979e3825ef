import { resolveNs } from 'node:dns/promises';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { Route53Client } from '@aws-sdk/client-route-53';
import type { Command } from 'commander';
import { awsEndpoint, packageManager } from '../../config/environment';
import { githubAccess, knownGithubSettings } from '../../config/github';
import { loadConfig, stageNamed } from '../../config/load';
import type { Environment } from '../../config/environment';
import type { Config } from '../../config/schema';
import { awsClients, clientSettings } from '../../aws/clients';
import { COMMANDS } from '../commands';
import { EXIT_CODE } from '../../cli/exit-codes';
import { GithubApi } from '../../github/github-api';
import { githubRequester, sendRequest } from '../../aws/http-request';
import type { OutputOptions } from '../../cli/report';
import { addCommand, printReport } from '../../cli/report';
import { iamClient } from '../../aws/stage-boundary';
import { diagnose, diagnoseAll, formatDiagnosis, isIll } from './doctor';
import type { DoctorContext } from './finding';
import { findProviders, findTerraform } from './machine';

/** `ops doctor` */
export function register(program: Command): void {
  addCommand(program, {
    ...COMMANDS.doctor,
    description:
      "Looks at this machine (Node, pnpm, Terraform, provider, clock), the account (credentials, CloudFront, state backend), the subjects of GitHub, and the stage or all that lie in the account (placeholders, account, names of buckets, hosted zone, JWT issuer, required reviewers of prod's GitHub environment). Each line that fails ends with the remedy. Changes nothing. Ends with 1 when something is wrong.",
    examples: ['doctor', 'doctor dev', 'doctor prod --json'],
  }).action((stage: string | undefined, options: OutputOptions) =>
    printReport(options, {
      doing: 'Looking',
      work: async () => {
        const config = loadConfig();
        const context = doctorContext(config);
        return stage === undefined
          ? diagnoseAll(context)
          : diagnose(context, [stageNamed(config, stage)]);
      },
      text: formatDiagnosis,
      exitCode: (diagnoses) => (isIll(diagnoses) ? EXIT_CODE.failure : EXIT_CODE.ok),
    }),
  );
}

function doctorContext(config: Config, env?: Environment): DoctorContext {
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
