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

const DEPLOY: Step = {
  step: 'A deploy of permitted changes',
  changes: [
    'a stage made protected',
    'longer retention of its logs',
    'lifecycle: older versions kept for longer, another day of tiering',
    'CORS for another origin',
    "an alarm's threshold",
    'a tag on everything',
    "the table's TTL attribute",
    'another index of the table',
    'a function with code',
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
      'serverSideEncryption: {',
      "ttl: { attributeName: 'expires', enabled: true },\n      serverSideEncryption: {",
    ),
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

const FAILED: Step = {
  step: 'A deploy that AWS refuses in the middle',
  changes: ["a function's code, which is refused", 'another tag on everything', 'CORS'],
  edits: [
    edit('examples/hello-function/handler.ts', 'Hello, ', 'Good day, '),
    edit('src/stacks/service-stack.ts', "Team: 'images'", "Team: 'pictures'"),
    edit(STAGES, "'http://localhost:3001'", "'http://localhost:3002'"),
  ],
};

const REFUSED: Step = {
  step: 'Plans that would lose data, refused',
  changes: [
    'table and bucket renamed without `moved`',
    'the log group of the network removed',
    'the stage made disposable',
  ],
  edits: [
    edit(STACK, "new ImageTable(this, 'image-table'", "new ImageTable(this, 'metadata'"),
    edit(STACK, "new ImageBucket(this, 'image-bucket'", "new ImageBucket(this, 'images'"),
    edit(
      STAGES,
      "mode: 'vpc',\n      cidrBlock: '10.40.0.0/20',\n      availabilityZones: ['a', 'b'],\n      interfaceEndpoints: [],",
      "mode: 'none',",
    ),
    edit(STAGES, "protection: 'protected'", "protection: 'disposable'"),
  ],
};

/** The key of the table, which cannot be changed in place. */
export const REPLACED = [
  edit(TABLE, "hashKey: 'PK',", "hashKey: 'SK',"),
  edit(TABLE, "rangeKey: 'SK',", "rangeKey: 'PK',"),
];

/** What a guardrail finds. */
export const UNGUARDED = [
  edit(TABLE, 'pointInTimeRecovery: { enabled: true }', 'pointInTimeRecovery: { enabled: false }'),
];

/** The life of a stage, step by step. */
export const LIFE = {
  deploy: DEPLOY,
  failed: FAILED,
  restored: {
    step: '`ops state restore`',
    changes: ['a state that had lost the table and the bucket'],
    edits: [],
  },
  recovered: {
    step: '`ops recover` and `ops apply`',
    changes: ['the table and the bucket imported, what had failed before finished'],
    edits: [],
  },
  refused: REFUSED,
} as const satisfies Readonly<Record<string, Step>>;
