import type { StateContext } from '../../terraform/state/context';

/** The states of the account that a stage lies in; without a stage, of the credentials' account. */
export async function statesOf(stage?: string): Promise<StateContext> {
  const { contextOfScope, stateContext } = await import('../../terraform/state/context');
  return stage === undefined ? stateContext() : contextOfScope(stage);
}
