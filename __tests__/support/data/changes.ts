/** A change of the sources: the first place of a text in a file, and what stands there then. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A step of the stage's life, and what is changed in it. */
export interface Step {
  readonly step: string;
  readonly changes: readonly string[];
  readonly edits: readonly Edit[];
}

const STAGES = 'src/config/stages.ts';
const TABLE = 'src/constructs/storage/image-table.ts';
const STACK = 'src/stacks/image-service-stack.ts';

const edit = (file: string, from: string, to: string): Edit => ({ file, from, to });

const FAILED: Step = {
  step: 'A deploy of permitted changes, of which AWS refuses one in the middle',
  changes: [
    'a stage made protected',
    'longer retention of its logs',
    'lifecycle: older versions kept for longer, another day of tiering',
    'CORS for another origin',
    "an alarm's threshold",
    'a tag on everything',
    'another index of the table',
    'a function with code, which is refused',
  ],
  edits: [
    edit(STAGES, "protection: 'disposable'", "protection: 'protected'"),
    edit(STAGES, 'logRetentionDays: 14', 'logRetentionDays: 365'),
    edit(STAGES, 'noncurrentVersionDays: 7', 'noncurrentVersionDays: 30'),
    edit(STAGES, "'http://localhost:3000'", "'http://localhost:3001'"),
    edit(
      STAGES,
      "priceClass: 'PriceClass_100'",
      "priceClass: 'PriceClass_100',\n    alarmThresholds: { 'api-latency': 2500 }",
    ),
    edit('src/constructs/storage/image-bucket.ts', 'days: 30', 'days: 60'),
    edit('src/stacks/service-stack.ts', "ManagedBy: 'cdktf'", "ManagedBy: 'cdktf', Team: 'images'"),
    edit(
      TABLE,
      "projectionType: 'ALL',\n        },",
      "projectionType: 'ALL',\n        },\n        { name: 'ByTime', hashKey: 'createdAt', projectionType: 'KEYS_ONLY' },",
    ),
    edit(
      'src/functions.ts',
      "{ name: 'upload' }",
      "{ name: 'upload', route: 'GET /hello', entry: 'examples/hello-function/handler.ts' }",
    ),
  ],
};

const REFUSED: Step = {
  step: 'Plans that would lose data, refused',
  changes: [
    'another key of the table, which creates it anew',
    'the bucket renamed without `moved`',
    'the log group of the network removed',
    'the stage made disposable',
  ],
  edits: [
    edit(TABLE, "hashKey: 'PK',", "hashKey: 'SK',"),
    edit(TABLE, "rangeKey: 'SK',", "rangeKey: 'PK',"),
    edit(STACK, "new ImageBucket(this, 'image-bucket'", "new ImageBucket(this, 'images'"),
    edit(
      STAGES,
      "mode: 'vpc',\n      cidrBlock: '10.40.0.0/20',\n      availabilityZones: ['a', 'b'],\n      interfaceEndpoints: [],",
      "mode: 'none',",
    ),
    edit(STAGES, "protection: 'protected'", "protection: 'disposable'"),
  ],
};

/** What a guardrail finds. */
export const UNGUARDED = [
  edit(TABLE, 'pointInTimeRecovery: { enabled: true }', 'pointInTimeRecovery: { enabled: false }'),
];

/** The life of a stage, step by step. */
export const LIFE = {
  failed: FAILED,
  restored: {
    step: '`ops state restore`',
    changes: ['a state that had lost the table and the bucket'],
    edits: [],
  },
  recovered: {
    step: '`ops recover` and `ops apply`',
    changes: ['both imported, the permitted changes finished'],
    edits: [],
  },
  refused: REFUSED,
} as const satisfies Readonly<Record<string, Step>>;
