import {
  runSimulation,
  runUnsafeSimulation,
  type EvaluationResult,
  type Simulation,
} from '@cloud-copilot/iam-simulate';
import type { Evaluate, Question } from '../../../local/aws/rights/enforce';
import { keysOf, knownAction } from './reference';
import { known, type Context } from './simulate';

/** What AWS sends with every call, whatever the action. */
const ALWAYS: Context = { 'aws:SecureTransport': 'true' };

/** The simulator of the rights' tests, as the local AWS asks it. */
export const evaluate: Evaluate = async (question) => {
  const contexts = await contextsOf(question);
  const simulateAll = (one: Question) =>
    Promise.all(contexts.map((context) => simulate(one, context)));
  const results = await simulateAll(question);
  if (results.includes('Allowed')) return 'allowed';
  if (results.includes('ExplicitlyDenied')) return 'explicitly denied';
  const { boundary, ...unbounded } = question;
  return boundary !== undefined && (await simulateAll(unbounded)).includes('Allowed')
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

async function simulate(question: Question, context: Context): Promise<EvaluationResult> {
  const { principal, accountId, action, resource } = question;
  const { identityPolicies, boundary, resourcePolicy } = question;
  const simulation: Simulation = {
    request: {
      ...{ principal, action, resource: { resource, accountId } },
      contextVariables: context as Record<string, string | string[]>,
    },
    identityPolicies: [...identityPolicies],
    ...(boundary && { permissionBoundaryPolicies: [boundary] }),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
  // The quick one knows no resource's policy, the other one no HTTP API.
  if (resourcePolicy === undefined) return runUnsafeSimulation(simulation, {});
  const result = await runSimulation({ ...simulation, resourcePolicy }, {});
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return result.overallResult;
}
