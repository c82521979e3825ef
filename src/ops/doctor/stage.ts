import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { placeholders } from '../../config/load';
import { boundaryName, bucketNames } from '../../config/names';
import type { StageConfig } from '../../config/schema';
import { requireAccount } from '../../aws/account';
import { awsClients, httpStatus } from '../../aws/clients';
import { requireReviewers } from '../environment/environment';
import { hasBoundary } from '../../aws/stage-boundary';
import type { DoctorContext, Examination, Finding } from './finding';
import { backendOf, failed, notMade, ok, skipped } from './finding';
import { examineZone } from './zones';

/** What a stage needs before it can be deployed. */
export const STAGE: readonly Examination<[StageConfig]>[] = [
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
    examine: async (context, stage) => {
      if (stage.accountId === undefined) return skipped('the stage names none');
      requireAccount(stage, await backendOf(context).account());
      return ok(stage.accountId);
    },
  },
  {
    id: 'boundary',
    title: "boundary of the stage's roles",
    examine: async (context, stage) => {
      const { clients, env } = context;
      const account = await backendOf(context).account();
      const name = boundaryName(stage.name);
      return (await hasBoundary(clients.iam, stage.name, account, env)) ? ok(name) : notMade(name);
    },
  },
  { id: 'buckets', title: "names of the stage's buckets", examine: examineBuckets },
  { id: 'hosted-zone', title: 'hosted zone', examine: examineZone },
  { id: 'issuer', title: 'JWT issuer', examine: examineIssuer },
  {
    id: 'environment',
    title: 'GitHub environment',
    examine: async ({ githubApi }, { name }) =>
      githubApi === undefined
        ? skipped('not asked without GITHUB_REPOSITORY=owner/name and GITHUB_TOKEN')
        : ok(await requireReviewers(name, githubApi)),
  },
];

/** Names of buckets are unique in the world: the first deploy fails where somebody else has one. */
async function examineBuckets(context: DoctorContext, stage: StageConfig): Promise<Finding> {
  const account = await backendOf(context).account();
  const { s3 } = awsClients(stage.region, context.env);
  const found: string[] = [];
  for (const name of bucketNames(stage)) {
    try {
      await s3.send(new HeadBucketCommand({ Bucket: name, ExpectedBucketOwner: account }));
      found.push(`${name} is in this account`);
    } catch (error) {
      const status = httpStatus(error);
      if (status === 404) found.push(`${name} is free`);
      else if (status === 403 || status === 301) {
        return failed(
          `${name} exists, and AWS does not tell whose it is (HTTP ${status}): somebody else's, or this account's${status === 301 ? ' in another region' : ''} without the right to see it`,
          `Before the first deploy set IMAGE_SERVICE_${stage.name.toUpperCase()}_BUCKET_SUFFIX; if it is yours, these credentials need s3:ListBucket on it.`,
        );
      } else throw error;
    }
  }
  return ok(found.join(', '));
}

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
