import type { FaultCase, FaultInput, Recovery, Stop } from '../support/faults/fault-case';

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
  'throttling of every tenth call': { kind: 'throttling', ...often },
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
    // A gateway that goes cuts off what is under way: the effect may be there, and nobody was told.
    ...(of === 'moto' ? { ends: 'well', recovery: [] } : { ends: 'any' }),
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

/** What AWS makes twice when a client that heard nothing asks again, and Terraform knows the second one only. */
const doubles = ['CreateVpc', 'CreateRouteTable'].map((operation): FaultCase => ({
  ...{ name: `deploy by cdktf, the response of ${operation} lost`, command: 'deploy', by: 'cdktf' },
  faults: [{ kind: 'reset', when: 'after', operation }],
  ...{ ends: 'well', recovery: ['delete what is there twice'] },
}));

const EXPIRED = /credentials have expired|ExpiredToken/;
const KEPT = /recorded only in \S+\. Push it: pnpm ops state push-errored/;

const NO_UPLOAD = [expired({ ...STATE, operation: 'PUT' })];
const NO_RELEASE = [
  expired({ ...LOCK_FILE, operation: 'DELETE' }),
  expired({ service: 'dynamodb', operation: 'DeleteItem' }),
];

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
  {
    name: 'change by cdktf, credentials expired in the middle of the apply',
    faults: [expired({ operation: 'CreateSubnet' }), ...NO_UPLOAD, ...NO_RELEASE],
    ...{ command: 'change', by: 'cdktf', ends: KEPT },
    recovery: ['unlock', 'push the state', 'again'],
  },
  {
    name: 'change by ops, credentials expired in the middle of the apply',
    faults: [expired({ operation: 'CreateSubnet' }), ...NO_UPLOAD],
    ...{ command: 'change', by: 'ops', ends: KEPT, recovery: ['push the state', 'again'] },
  },
  {
    ...{ name: 'change by ops, credentials expired at the end of its plan', faults: NO_RELEASE },
    ...{ command: 'change', by: 'ops', ends: /pnpm ops state unlock dev \S+$/m },
    recovery: ['unlock', 'again'],
  },
  ...(['cdktf', 'ops'] as const).map((by): FaultCase => ({
    name: `change by ${by}, credentials expired for the state's upload`,
    faults: NO_UPLOAD,
    ...{ command: 'change', by, ends: KEPT, recovery: ['push the state', 'again'] },
  })),
];

/** A moment of a change, by the call that is under way then, and what brings back who was killed at it. */
interface Moment {
  readonly at: Stop['at'];
  readonly killed: readonly Recovery[];
}

const upload = { ...STATE, operation: 'PUT' } as const;

const MOMENTS: Readonly<Record<string, Moment>> = {
  'while it reads': { at: { operation: 'DescribeVpcs' }, killed: ['unlock', 'again'] },
  'before a create': { at: { operation: 'CreateSubnet' }, killed: ['unlock', 'again'] },
  'in the middle of a create': {
    at: { operation: 'CreateSubnet', when: 'after' },
    killed: ['unlock', 'recover', 'again'],
  },
  'after a create': {
    at: { operation: 'AssociateRouteTable' },
    killed: ['unlock', 'recover', 'again'],
  },
  "before the state's upload": { at: upload, killed: ['unlock', 'recover', 'again'] },
  "between the state's upload and its digest": {
    at: { ...upload, when: 'after' },
    killed: ['unlock', 'restore the state', 'again'],
  },
  "in the lock's release": {
    at: { service: 'dynamodb', operation: 'DeleteItem' },
    killed: ['unlock', 'again'],
  },
};

const signals = (['SIGKILL', 'SIGTERM', 'SIGINT'] as const).flatMap((signal, offset) =>
  Object.entries(MOMENTS).map(([moment, { at, killed }], index): FaultCase => {
    const by = (index + offset) % 2 === 0 ? 'cdktf' : 'ops';
    const of = { name: `change by ${by}, ${signal} ${moment}`, command: 'change', by } as const;
    return signal === 'SIGKILL'
      ? { ...of, stop: { signal, at }, ends: 'killed', recovery: killed }
      : { ...of, stop: { signal, at }, ends: 'stopped' };
  }),
);

/** What else a kill leaves: no state at all, and one that still knows what is gone. */
const kills: readonly FaultCase[] = [
  {
    ...{ name: 'deploy by cdktf, SIGKILL in the middle of a create', command: 'deploy' },
    stop: { signal: 'SIGKILL', at: { operation: 'CreateVpc', when: 'after' } },
    ...{ by: 'cdktf', ends: 'killed', recovery: ['unlock', 'recover', 'again'] },
  },
  {
    ...{ name: 'destroy by ops, SIGKILL in the middle of a delete', command: 'destroy' },
    stop: { signal: 'SIGKILL', at: { operation: 'DeleteSubnet', when: 'after' } },
    ...{ by: 'ops', ends: 'killed', recovery: ['unlock', 'again'] },
  },
];

/** What is said of a state by whom it is changed, and what brings it back. */
const DAMAGES: Readonly<
  Record<string, Pick<FaultCase, 'ends' | 'recovery'> & Required<Pick<FaultCase, 'damage'>>>
> = {
  'the state cut in half': {
    ...{ damage: 'truncated', ends: /is not a Terraform state of .* Choose a version with/ },
    recovery: ['restore the state', 'again'],
  },
  'the digest wrong': {
    ...{ damage: 'wrong digest', ends: /is not the one that Terraform last wrote/ },
    recovery: ['restore the state', 'again'],
  },
  'the digest absent': { damage: 'no digest', ends: 'well', recovery: [] },
  'the lock orphaned': {
    damage: 'orphaned lock',
    ends: /pnpm ops state unlock dev 5d1c7c0e-3f0b-0d5e-9c4b-2f1f0a8f7b6d/,
    recovery: ['unlock', 'again'],
  },
};

const damages = Object.entries(DAMAGES).flatMap(([what, given]) =>
  (['cdktf', 'ops'] as const).map((by): FaultCase => ({
    ...{ name: `change by ${by}, ${what}`, command: 'change', by },
    ...given,
  })),
);

/** cdktf does not wait for the lock; `ops deploy` does, and then its plan is no longer of that state. */
const SECOND = {
  cdktf: /acquiring the state lock|The state of dev is locked/,
  ops: /The state moved since the plan was made|Saved plan is stale/,
} as const;

const together = ([2, 5] as const).flatMap((atOnce) =>
  (['cdktf', 'ops'] as const).map((by): FaultCase => ({
    ...{ name: `change by ${by}, ${atOnce} at once`, command: 'change', by },
    ...{ atOnce, ends: SECOND[by] },
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
  ...doubles,
  ...expirations,
  ...signals,
  ...kills,
  ...damages,
  ...together,
];
