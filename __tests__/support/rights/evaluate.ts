import { runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { Evaluate, Question } from '../../../local/aws/rights/enforce';
import { keysOf, knownAction } from './reference';
import { known, type Context } from './simulate';

/** What AWS sends with every call, whatever the action. */
const ALWAYS: Context = { 'aws:SecureTransport': 'true' };

/** The simulator of the rights' tests, as the local AWS asks it. */
export const evaluate: Evaluate = async (question) => {
  const contexts = await contextsOf(question);
  const isAllowed = (one: Question): boolean =>
    contexts.some((context) => simulate(one, context) === 'Allowed');
  if (isAllowed(question)) return 'allowed';
  if (contexts.some((context) => simulate(question, context) === 'ExplicitlyDenied')) {
    return 'explicitly denied';
  }
  const { boundary, ...unbounded } = question;
  return boundary !== undefined && isAllowed(unbounded)
    ? 'not allowed by the boundary'
    : 'not allowed by a policy';
};

/** What AWS sends along; of an action that its reference lacks, nobody knows: everything, or nothing. */
async function contextsOf({ action, kind, context = {} }: Question): Promise<Context[]> {
  const details = await knownAction(action);
  if (details === undefined) {
    if (!/^apigateway:(?:Tag|Untag)Resource$/.test(action)) {
      throw new Error(`AWS has no action ${action}.`);
    }
    return [{ ...ALWAYS, ...context }, ALWAYS];
  }
  if ((kind === '*') === details.knowsResources) {
    throw new Error(`AWS ${kind === '*' ? 'limits' : 'does not limit'} ${action} to resources.`);
  }
  const keys = kind === '*' ? new Set(details.ownKeys) : await keysOf(action, kind);
  if (keys === undefined) throw new Error(`AWS does not ask ${action} of ${kind}.`);
  return [{ ...ALWAYS, ...known(context, keys) }];
}

function simulate(question: Question, context: Context) {
  const { principal, accountId, action, resource } = question;
  const { identityPolicies, boundary, resourcePolicy } = question;
  const simulation: Simulation = {
    request: {
      ...{ principal, action, resource: { resource, accountId } },
      contextVariables: context as Record<string, string | string[]>,
    },
    identityPolicies: [...identityPolicies],
    ...(boundary && { permissionBoundaryPolicies: [boundary] }),
    ...(resourcePolicy !== undefined && { resourcePolicy }),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
  return runUnsafeSimulation(simulation, {});
}
