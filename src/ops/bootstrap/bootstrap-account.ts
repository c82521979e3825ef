import { whereabouts } from '../../config/accounts';
import { deployCommand } from '../../config/deploy-command';
import { bootstrap } from './bootstrap';

/** Makes what the account needs, and prints what to do next. */
export async function bootstrapAccount(): Promise<undefined> {
  const { stages, elsewhere } = await bootstrap();
  console.log(`Next: ${deployCommand(stages[0]?.name ?? '')}`);
  if (elsewhere.length === 0) return;
  console.log(
    `Then the same with the credentials of the other accounts: ${whereabouts(elsewhere)}.`,
  );
}
