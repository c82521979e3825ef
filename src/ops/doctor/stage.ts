import { GetHostedZoneCommand, ListHostedZonesByNameCommand } from '@aws-sdk/client-route-53';
import { z } from 'zod';
import { placeholders } from '../../config/load';
import { boundaryName } from '../../config/names';
import type { StageConfig } from '../../config/schema';
import { requireAccount } from '../account';
import { requireReviewers } from '../github/environment';
import { hasBoundary } from '../stage-boundary';
import { StateBackend } from '../state-backend';
import type { DoctorContext, Finding, StageExamination } from './finding';
import { failed, ok, skipped } from './finding';

/** What a stage needs before it can be deployed. */
export const STAGE: readonly StageExamination[] = [
  {
    id: 'placeholders',
    title: 'configuration',
    examine: ({ isLocal }, stage) => {
      const left = placeholders(stage);
      if (left.length === 0) return ok('no placeholders');
      const found = `placeholder for ${left.join(', ')}`;
      return isLocal
        ? skipped(`${found}, which the local AWS takes`)
        : failed(found, 'Set the variable, or src/config/stages.ts.');
    },
  },
  {
    id: 'account',
    title: 'account',
    examine: async ({ config, clients, env }, stage) => {
      if (stage.accountId === undefined) return skipped('the stage names none');
      requireAccount(stage, await new StateBackend(config.shared, clients, env).account());
      return ok(stage.accountId);
    },
  },
  {
    id: 'boundary',
    title: "boundary of the stage's roles",
    examine: async ({ config, clients, env }, stage) => {
      const backend = new StateBackend(config.shared, clients, env);
      const account = await backend.account().catch(() => undefined);
      if (account === undefined) return skipped('not known without credentials');
      const name = boundaryName(stage.name);
      return (await hasBoundary(clients.iam, stage.name, account, env))
        ? ok(name)
        : failed(`${name} does not exist`, 'Run `pnpm ops bootstrap`.');
    },
  },
  { id: 'hosted-zone', title: 'hosted zone', examine: examineZone },
  { id: 'issuer', title: 'JWT issuer', examine: examineIssuer },
  {
    id: 'environment',
    title: 'GitHub environment',
    examine: async ({ github }, { name }) =>
      github === undefined
        ? skipped('not asked without GITHUB_REPOSITORY=owner/name and GITHUB_TOKEN')
        : ok(await requireReviewers(name, github)),
  },
];

async function examineZone(context: DoctorContext, stage: StageConfig): Promise<Finding> {
  const { clients, isLocal, nameServers } = context;
  const name = stage.hostedZoneName;
  const { HostedZones = [] } = await clients.route53.send(
    new ListHostedZonesByNameCommand({ DNSName: name }),
  );
  const zone = HostedZones.find(
    (one) => one.Name === `${name}.` && one.Config?.PrivateZone !== true,
  );
  if (zone === undefined) {
    return failed(
      `there is no public zone ${name} in this account`,
      `Create it in Route 53 and delegate to it, or name another: IMAGE_SERVICE_${stage.name.toUpperCase()}_HOSTED_ZONE_NAME.`,
    );
  }
  if (isLocal) return skipped(`${name} exists; the local AWS serves no DNS to delegate`);
  const { DelegationSet } = await clients.route53.send(new GetHostedZoneCommand({ Id: zone.Id }));
  const own = normalized(DelegationSet?.NameServers ?? []);
  const remedy = `Make these the NS records of ${name} at its registrar or in the parent zone: ${own}.`;
  try {
    const known = normalized(await nameServers(name));
    return known === own
      ? ok(`${name}, delegated`)
      : failed(`${name} is delegated to ${known}`, remedy);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return code === 'ENOTFOUND' || code === 'ENODATA'
      ? failed(`${name} is not delegated (${code})`, remedy)
      : skipped(`${name} exists; no DNS server answers (${code})`);
  }
}

const normalized = (servers: readonly string[]): string =>
  servers
    .map((server) => server.toLowerCase().replace(/\.$/, ''))
    .sort()
    .join(', ');

const discovery = z.object({ issuer: z.string() });

async function examineIssuer(
  { request, isLocal }: DoctorContext,
  stage: StageConfig,
): Promise<Finding> {
  const { jwtIssuer: issuer } = stage;
  if (placeholders(stage).length > 0) return skipped('still a placeholder');
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const remedy = `Correct IMAGE_SERVICE_${stage.name.toUpperCase()}_JWT_ISSUER: the URL exactly as in the \`iss\` claim of the tokens.`;
  try {
    const { status, body } = await request(url);
    if (status !== 200) return failed(`${url} answers ${status}`, remedy);
    const named = discovery.safeParse(JSON.parse(body)).data?.issuer;
    return named === issuer
      ? ok(issuer)
      : failed(`${url} names the issuer ${named ?? '(none)'}, not ${issuer}`, remedy);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof SyntaxError) return failed(`${url} answers no JSON`, remedy);
    const reason = `${url} cannot be reached (${code ?? message})`;
    return isLocal ? skipped(reason) : failed(reason, `Check the network. ${remedy}`);
  }
}
