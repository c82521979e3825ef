import { allowedLosses, awsEndpoint, type Environment } from '../config/environment';
import { pageTopicName, stackName } from '../config/names';
import type { Config, StageConfig } from '../config/schema';
import { UserError } from '../config/user-error';
import type { CdktfCall } from './arguments';
import { emailSettings, settingLines, settingText } from '../terraform/plan/changed-settings';
import { shellWord } from '../system/shell-word';
import { requirePlannable, stacksNamed, type StateContext } from '../terraform/state/context';
import { changedSettings } from '../terraform/state/recorded-settings';
import { managed, type TerraformState } from '../terraform/state/state-file';
import { emailsOf } from '../config/topics';
import { matches } from '../values/matches';

/**
 * Says which settings of the last deploy are other ones here, before `cdktf` plans or deploys.
 * @throws UserError when a deploy would end subscriptions for it that IMAGE_SERVICE_ALLOW_DESTROY does
 *   not name.
 */
export async function checkSettings(
  { command, stacks }: CdktfCall,
  context: StateContext,
  say: (line: string) => void = console.error,
): Promise<void> {
  if (command !== 'deploy' && command !== 'diff') return;
  for (const stack of stacksNamed(context.config, stacks)) {
    const { name, key, stage } = stack;
    if (stage === undefined) continue;
    await requirePlannable(context, stack);
    const settings = await changedSettings(context, stage);
    for (const line of settingLines(settings)) say(line);
    const because = emailSettings(settings);
    if (command !== 'deploy' || because.length === 0) continue;
    const allowed = allowedLosses(context.env);
    const ended = endedSubscriptions((await context.store.current(key))?.state, stage).filter(
      ({ address }) => !allowed.includes(address),
    );
    if (ended.length === 0) continue;
    throw new UserError(
      [
        `The deploy would end subscriptions of ${name}'s alarms (${because.map(settingText).join(', ')}):`,
        ...ended.map(({ address, email }) => `  - ${address}: ${email}`),
        `If that is meant: export IMAGE_SERVICE_ALLOW_DESTROY=${shellWord(ended.map(({ address }) => address).join(' '))}`,
      ].join('\n'),
    );
  }
}

/** What a deploy by cdktf leaves to the person, of each disposable stage that it deploys to AWS. */
export const gateNotes = (
  { command, stacks }: CdktfCall,
  { stages }: Pick<Config, 'stages'>,
  env?: Environment,
): string[] =>
  command !== 'deploy' || awsEndpoint(env) !== undefined
    ? []
    : stages
        .filter(({ protection }) => protection === 'disposable')
        .filter(({ name }) => stacks.some((given) => matches(given, stackName(name))))
        .map(
          ({ name }) =>
            `cdktf shows what it destroys, and refuses nothing. \`pnpm ops deploy ${name}\` refuses to lose data, as CI does.`,
        );

/** The subscriptions that the stage has and that its configuration does not ask for. */
function endedSubscriptions(
  state: TerraformState | undefined,
  stage: StageConfig,
): { readonly address: string; readonly email: string }[] {
  if (state === undefined) return [];
  return managed(state).flatMap(({ type, address, attributes }) => {
    if (type !== 'aws_sns_topic_subscription') return [];
    const { topic_arn: topic, endpoint: email } = attributes;
    if (typeof topic !== 'string' || typeof email !== 'string') return [];
    const isPage = topic.endsWith(`:${pageTopicName(stage.name)}`);
    return emailsOf(isPage ? 'pages' : 'alarms', stage).includes(email) ? [] : [{ address, email }];
  });
}
