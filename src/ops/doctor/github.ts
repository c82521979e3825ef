import { z } from 'zod';
import { failed, ok, skipped, type DoctorContext, type Examination, type Finding } from './finding';

/**
 * From that day on GitHub puts ids into the subjects of new, renamed and transferred repositories.
 * https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens
 */
const IMMUTABLE_SINCE = Date.parse('2026-07-15');

const repositorySchema = z.object({
  id: z.number(),
  name: z.string(),
  owner: z.object({ id: z.number(), login: z.string() }),
  created_at: z.string(),
});

/** What GitHub says of the subjects of a repository's tokens; nothing to who may not ask. */
const subjectSchema = z.object({ sub_claim_prefix: z.string().nullish() });

/** Whether the access trusts the subjects that GitHub's tokens have. */
export const GITHUB: readonly Examination[] = [
  {
    id: 'github-repository',
    title: "GitHub's subjects",
    examine: async (context) => {
      const { githubRepositories: trusted } = context.config.shared;
      const [first] = trusted;
      if (context.isLocal) return skipped('no workflow deploys to the local AWS');
      return first === undefined
        ? skipped('IMAGE_SERVICE_GITHUB_REPOSITORY is not set: no workflow may deploy')
        : compare(context, first.replaceAll(/@\d+/g, ''), trusted);
    },
  },
];

async function compare(
  { github }: DoctorContext,
  repository: string,
  trusted: readonly string[],
): Promise<Finding> {
  const found = await github(`/repos/${repository}`).catch(
    (error: unknown) => (error as Error).message,
  );
  if (typeof found === 'string') return skipped(`GitHub does not answer: ${found}`);
  if (found.status !== 200) {
    return skipped(
      `GitHub does not show ${repository} (${found.status}): set GITHUB_TOKEN to a token that may read it`,
    );
  }
  const { id, name, owner, created_at } = repositorySchema.parse(JSON.parse(found.body));
  const immutable = `${owner.login}@${owner.id}/${name}@${id}`;
  const subject = await github(`/repos/${repository}/actions/oidc/customization/sub`);
  const prefix =
    subject.status === 200
      ? subjectSchema.parse(JSON.parse(subject.body)).sub_claim_prefix
      : undefined;
  const isImmutable = Date.parse(created_at) >= IMMUTABLE_SINCE;
  const used = prefix?.replace(/^repo:/, '') ?? (isImmutable ? immutable : undefined);
  if (used !== undefined) {
    return trusted.includes(used) ? ok(used) : wrong(`GitHub's tokens say ${used}`, trusted, used);
  }
  // A repository that was renamed or transferred looks like any other from here.
  const foreign = trusted.filter((one) => one.includes('@') && one !== immutable);
  return foreign.length > 0
    ? wrong(`GitHub has it as ${immutable}`, trusted, immutable)
    : skipped(
        `${repository} exists (${immutable}); which subject its tokens have, GitHub says only to a GITHUB_TOKEN that may read it`,
      );
}

const wrong = (found: string, trusted: readonly string[], right: string): Finding =>
  failed(
    `${found}, trusted is ${trusted.join(', ')}`,
    `Set IMAGE_SERVICE_GITHUB_REPOSITORY=${right}, then run \`pnpm ops bootstrap\`.`,
  );
