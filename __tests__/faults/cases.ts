import type { FaultCase, FaultInput } from '../support/faults/fault-case';

/** Where dev's state is written, its lock lies beside it. */
const STATE = { service: 's3', path: '/image-service/dev/terraform.tfstate' } as const;
const LOCK_FILE = { service: 's3', path: '/image-service/dev/terraform.tfstate.tflock' } as const;

const expired = (at: object): FaultInput => ({
  ...{ kind: 'error', status: 400, code: 'ExpiredToken', probability: 1 },
  ...at,
});

const often = { probability: 0.1, seed: 1 } as const;

/** What may happen to any call; the provider, Terraform's backend and the commands try again. */
const ANY_CALL: Readonly<Record<string, FaultInput>> = {
  'throttling of every tenth call': {
    ...{ kind: 'error', status: 400, code: 'ThrottlingException', ...often },
  },
  '500 to every tenth call': { kind: 'error', status: 500, code: 'InternalFailure', ...often },
  '503 to every tenth call': { kind: 'error', status: 503, code: 'ServiceUnavailable', ...often },
  'a second of latency of every fifth call': {
    ...{ kind: 'latency', seconds: 1, probability: 0.2, seed: 1 },
  },
  'every tenth connection reset before the effect': { kind: 'reset', ...often },
};

/** What a gateway or moto that is away for five seconds is first noticed by. */
const OUTAGE_AT = { deploy: 'CreateVpc', change: 'CreateSubnet', destroy: 'DeleteVpc' } as const;

const COMMANDS = [
  { command: 'change', by: 'cdktf' },
  { command: 'change', by: 'ops' },
  { command: 'deploy', by: 'cdktf' },
  { command: 'destroy', by: 'ops' },
] as const;

const anyCall = Object.entries(ANY_CALL).flatMap(([what, fault]) =>
  COMMANDS.map((on): FaultCase => ({
    ...{ ...on, name: `${on.command} by ${on.by}, ${what}` },
    ...{ faults: [fault], ends: 'well', recovery: [] },
  })),
);

const outages = (['gateway', 'moto'] as const).flatMap((of) =>
  COMMANDS.map((on): FaultCase => ({
    ...{ ...on, name: `${on.command} by ${on.by}, the ${of} away for 5 s` },
    faults: [{ kind: 'outage', of, seconds: 5, operation: OUTAGE_AT[on.command] }],
    ...{ ends: 'well', recovery: [] },
  })),
);

/** The effect is there and nobody was told. */
const lostResponses = [
  ...COMMANDS.flatMap((on) => [1, 2].map((seed) => ({ ...on, seed }))),
  { command: 'deploy', by: 'ops', seed: 3 } as const,
].map(({ seed, ...on }): FaultCase => ({
  ...{ ...on, name: `${on.command} by ${on.by}, 6 % of the responses lost, seed ${seed}` },
  faults: [{ kind: 'reset', when: 'after', probability: 0.06, seed }],
  ends: 'any',
}));

const EXPIRED = /credentials have expired|ExpiredToken/;
const KEPT = /recorded only in \S+\. Push it: pnpm ops state push-errored/;

const expirations: readonly FaultCase[] = [
  {
    ...{ name: 'deploy by cdktf, credentials expired from the start', faults: [expired({})] },
    ...{ command: 'deploy', by: 'cdktf', ends: EXPIRED, recovery: ['again'] },
  },
  {
    name: 'destroy by ops, credentials expired while it plans',
    faults: [expired({ service: 'ec2' })],
    ...{ command: 'destroy', by: 'ops', ends: EXPIRED, recovery: ['again'] },
  },
  ...(['cdktf', 'ops'] as const).map((by): FaultCase => ({
    name: `change by ${by}, credentials expired in the middle of the apply`,
    faults: [
      expired({ operation: 'CreateSubnet' }),
      expired({ ...STATE, operation: 'PUT' }),
      expired({ ...LOCK_FILE, operation: 'DELETE' }),
      expired({ service: 'dynamodb', operation: 'DeleteItem' }),
    ],
    ...{ command: 'change', by, ends: KEPT, recovery: ['unlock', 'push the state', 'again'] },
  })),
  ...(['cdktf', 'ops'] as const).map((by): FaultCase => ({
    name: `change by ${by}, credentials expired for the state's upload`,
    faults: [expired({ ...STATE, operation: 'PUT' })],
    ...{ command: 'change', by, ends: KEPT, recovery: ['push the state', 'again'] },
  })),
];

/** The moments of a change, by the call that is under way then. */
const MOMENTS = {
  'while it reads': { operation: 'DescribeVpcs' },
  'before a create': { operation: 'CreateSubnet' },
  'in the middle of a create': { operation: 'CreateSubnet', when: 'after' },
  'after a create': { operation: 'AssociateRouteTable' },
  "before the state's upload": { ...STATE, operation: 'PUT' },
  "between the state's upload and its digest": { ...STATE, operation: 'PUT', when: 'after' },
  "in the lock's release": { service: 'dynamodb', operation: 'DeleteItem' },
} as const;

const signals = (['SIGKILL', 'SIGTERM', 'SIGINT'] as const).flatMap((signal) =>
  Object.entries(MOMENTS).map(([moment, at], index): FaultCase => ({
    // Ctrl-C and the others by turns.
    ...{ command: 'change', by: index % 2 === 0 ? 'cdktf' : 'ops' },
    name: `change by ${index % 2 === 0 ? 'cdktf' : 'ops'}, ${signal} ${moment}`,
    ...{ stop: { signal, at }, ends: signal === 'SIGKILL' ? 'killed' : 'stopped' },
  })),
);

const IS_LOCKED = /pnpm ops state unlock dev 5d1c7c0e-3f0b-0d5e-9c4b-2f1f0a8f7b6d/;

const damages: readonly FaultCase[] = [
  {
    ...{ name: 'change by ops, the state cut in half', damage: 'truncated' },
    ...{
      command: 'change',
      by: 'ops',
      ends: /is not a Terraform state of .* Choose a version with/,
    },
    recovery: ['restore the state', 'again'],
  },
  {
    ...{ name: 'change by cdktf, the state cut in half', damage: 'truncated' },
    ...{
      command: 'change',
      by: 'cdktf',
      ends: /is not a Terraform state of .* Choose a version with/,
    },
    recovery: ['restore the state', 'again'],
  },
  {
    ...{ name: 'change by ops, the digest wrong', damage: 'wrong digest' },
    ...{ command: 'change', by: 'ops', ends: /is not the one that Terraform last wrote/ },
    recovery: ['restore the state', 'again'],
  },
  {
    ...{ name: 'change by cdktf, the digest absent', damage: 'no digest' },
    ...{ command: 'change', by: 'cdktf', ends: 'well', recovery: [] },
  },
  ...(['cdktf', 'ops'] as const).map((by): FaultCase => ({
    ...{ name: `change by ${by}, the lock orphaned`, damage: 'orphaned lock' },
    ...{ command: 'change', by, ends: IS_LOCKED, recovery: ['unlock', 'again'] },
  })),
];

const together: readonly FaultCase[] = ([2, 5] as const).flatMap((atOnce) =>
  (['cdktf', 'ops'] as const).map((by) => ({
    name: `change by ${by}, ${atOnce} at once`,
    ...{ command: 'change', by, atOnce, ends: /is locked|acquiring the state lock/ },
  })),
);

const quiet = COMMANDS.map((on): FaultCase => ({
  ...{ ...on, name: `${on.command} by ${on.by}, nothing amiss`, ends: 'well', recovery: [] },
}));

/** Every case of docs/faults.md. */
export const CASES: readonly FaultCase[] = [
  ...quiet,
  ...anyCall,
  ...outages,
  ...lostResponses,
  ...expirations,
  ...signals,
  ...damages,
  ...together,
];
