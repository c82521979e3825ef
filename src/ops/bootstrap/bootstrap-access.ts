import {
  GetOpenIDConnectProviderCommand,
  NoSuchEntityException,
  paginateListPolicies,
  paginateListRoles,
} from '@aws-sdk/client-iam';
import { whereabouts } from '../../config/accounts';
import { UserError } from '../../config/user-error';
import { explainAwsError } from '../../aws/clients';
import { values } from '../../synthesized/synthesized';
import type { Import, StackRun } from '../../terraform/stack-run';
import { bringUpToDate, resourcesOf, type BootstrapRun } from './bootstrap-run';
import { parsePlan } from '../../terraform/plan/terraform-plan';

const PROVIDER = 'aws_iam_openid_connect_provider';

/** Without these, GitHub's workflows are locked out at once. */
const LETS_IN: readonly string[] = [PROVIDER, 'aws_iam_role'];

/** Without it, nobody is told of a stage's alarms. */
const KEY = 'aws_kms_key';

const LEFT_OUT =
  "none: GitHub's roles are left out, set IMAGE_SERVICE_GITHUB_REPOSITORY to owner/name for them";

/**
 * Deploys the access stack, whose state is in the bucket like a stage's. A run that was stopped is
 * finished by the next.
 * @throws UserError when it would lock GitHub's workflows out, or take a stage's key away.
 */
export async function bootstrapAccess(run: BootstrapRun): Promise<void> {
  const { config, say } = run;
  const { stages, elsewhere, accessStack } = config;
  const repositories = config.shared.githubRepositories.join(', ');
  say(
    [
      "\nThe stages' access",
      `  boundaries  ${stages.map(({ name }) => name).join(', ')}`,
      ...(elsewhere.length === 0 ? [] : [`  left out    ${whereabouts(elsewhere)}`]),
      `  repository  ${repositories === '' ? LEFT_OUT : repositories}`,
    ].join('\n'),
  );
  const stack = run.stack(accessStack);
  stack.addImports([
    ...(await existingProviders(run, stack)),
    ...(await existingByName(run, stack)),
  ]);
  const isChanged = await bringUpToDate(run, stack, {
    // The policies' plan would be thousands of lines.
    shown: 'apply',
    canLock: () => Promise.resolve(true),
    check: (planJson) => {
      requireNobodyLockedOut(planJson, accessStack);
    },
  });
  say(isChanged ? "\nThe stages' access is ready." : "The stages' access is ready; nothing to do.");
}

/** An account has one provider per issuer, and another project may have made it. */
async function existingProviders(run: BootstrapRun, stack: StackRun): Promise<Import[]> {
  const imports: Import[] = [];
  for (const { address, body } of resourcesOf(stack, PROVIDER)) {
    const { url, client_id_list: needed } = body as { url: string; client_id_list: string[] };
    const arn = `arn:aws:iam::${run.account}:oidc-provider/${new URL(url).host}`;
    const accepted = await audiencesOf(run, arn);
    if (accepted === undefined) continue;
    for (const audience of needed.filter((one) => !accepted.includes(one))) {
      throw new UserError(
        `The account's identity provider ${new URL(url).host} does not accept the audience ${audience}. Add it: aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${arn} --client-id ${audience}`,
      );
    }
    imports.push({ to: address, id: arn });
  }
  return imports;
}

/** What a run that was stopped has made and not written down; an import of what is known does nothing. */
export async function existingByName(
  { iam, env }: Pick<BootstrapRun, 'iam' | 'env'>,
  stack: Pick<StackRun, 'directory'>,
): Promise<Import[]> {
  const ids = new Map<string, string>();
  try {
    for await (const { Roles = [] } of paginateListRoles({ client: iam }, {})) {
      for (const { RoleName = '' } of Roles) ids.set(`aws_iam_role ${RoleName}`, RoleName);
    }
    for await (const { Policies = [] } of paginateListPolicies(
      { client: iam },
      { Scope: 'Local' },
    )) {
      for (const { PolicyName, Arn = '' } of Policies) {
        ids.set(`aws_iam_policy ${PolicyName ?? ''}`, Arn);
      }
    }
  } catch (error) {
    throw explainAwsError(error, env);
  }
  return ['aws_iam_role', 'aws_iam_policy'].flatMap((type) =>
    resourcesOf(stack, type).flatMap(({ address, body }) => {
      const id = ids.get(`${type} ${String(values(body, 'name')[0])}`);
      return id === undefined ? [] : [{ to: address, id }];
    }),
  );
}

async function audiencesOf(
  { iam, env }: BootstrapRun,
  arn: string,
): Promise<readonly string[] | undefined> {
  try {
    const command = new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn });
    return (await iam.send(command)).ClientIDList ?? [];
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw explainAwsError(error, env);
  }
}

/** Bootstrap asks nobody: a variable that is not set in this shell must not take roles or keys away. */
export function requireNobodyLockedOut(planJson: string, accessStack: string): void {
  const [first, ...others] = (parsePlan(planJson).resource_changes ?? []).filter(
    // One that is replaced comes back: a stopped run leaves half-made roles.
    ({ type, change: { actions } }) =>
      (LETS_IN.includes(type) || type === KEY) &&
      actions.includes('delete') &&
      !actions.includes('create'),
  );
  if (first === undefined) return;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const [problem, variable] = LETS_IN.includes(first.type)
    ? ["GitHub's workflows would be locked out", 'IMAGE_SERVICE_GITHUB_REPOSITORY']
    : ['The alarms of a stage would reach nobody', 'IMAGE_SERVICE_<STAGE>_ACCOUNT_ID'];
  throw new UserError(
    `${problem}: ${accessStack} would lose ${first.address}${more}. Set ${variable} to what it was. If it is meant: pnpm cdktf deploy ${accessStack}`,
  );
}
