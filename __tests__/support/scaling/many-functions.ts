import type { AlarmDefinition } from '../../../src/constructs/monitoring/alarm-definitions';
import { ALARMS } from '../../../src/constructs/monitoring/alarm-definitions';
import { functionMetric } from '../../../src/constructs/monitoring/service-metrics';
import type {
  DeployedFunction,
  FunctionStorage,
  FunctionTrigger,
} from '../../../src/constructs/functions/function-definition';
import type { Grantable } from '../../../src/constructs/iam/policy';

/** Functions of the simulated deploy, and alarms of each beside those of the service. */
export const SIMULATED = { functions: 50, alarms: 20 } as const;

const METRICS = ['Errors', 'Duration', 'Invocations', 'Throttles'] as const;

/** As many functions, with the longest names, every trigger among them and every grant. */
export const manyFunctions = (count: number): DeployedFunction[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `function-of-the-longest-name-${String(index).padStart(2, '0')}`,
    entry: 'examples/hello-function/handler.ts',
    grants: everything,
    ...trigger(index),
  }));

/** Of five, three have a route, one is called by the clock and one by new objects. */
function trigger(index: number): FunctionTrigger {
  if (index % 5 === 3) return { schedule: 'rate(1 hour)' };
  if (index % 5 === 4) return { objects: { prefix: `uploads/${index}/` } };
  return { route: `GET /functions/${index}` };
}

function everything({ table, bucket }: FunctionStorage, role: Grantable): void {
  table.grantRead(role);
  table.grantWrite(role);
  bucket.grantGet(role, 'uploads/*');
  bucket.grantPut(role, 'thumbnails/*');
}

/** The alarms of the service and as many more of each function; half of these compare two metrics. */
export const manyAlarms = (count: number): AlarmDefinition[] => [
  ...ALARMS,
  ...Array.from({ length: count }, (_, index) => alarmOfEach(index)),
];

const alarmOfEach = (index: number): AlarmDefinition => ({
  id: `simulated-${index}`,
  title: `Simulated ${index}`,
  section: 'lambda',
  severity: 'ticket',
  threshold: 0,
  range: { min: 0, max: 1, rule: 'must be 0 or 1' },
  raised: 'above',
  unit: 'in 5 minutes',
  watches: (of) =>
    of.functions.map((fn, number) => {
      const metric = functionMetric(of, fn, METRICS[index % METRICS.length] ?? 'Errors', 'Sum');
      const invocations = functionMetric(of, fn, 'Invocations', 'Sum');
      const compared = {
        expression: `IF(invocations${number}>0, metric${number}, 0)`,
        label: fn.handler,
        metrics: { [`metric${number}`]: metric, [`invocations${number}`]: invocations },
      };
      return { key: fn.handler, series: index % 2 === 0 ? metric : compared };
    }),
});
