/** A change of one file that takes away what a test should guard. */
export interface Mutation {
  readonly what: string;
  readonly file: string;
  /** Is in the file once. */
  readonly from: string;
  readonly to: string;
  /** The test files that are run, as Jest's patterns. */
  readonly tests: readonly string[];
}

const RIGHTS = ['__tests__/deploy-rights/matrix', '__tests__/stacks/access-stack'];
const ROLES = ['__tests__/deploy-rights/boundary'];
const CONSTRUCTS = ['__tests__/constructs'];
const STACKS = ['__tests__/stacks/image-service-stack'];
const rightsOf = (service: string, what: string, from: string, to: string): Mutation => ({
  what,
  file: `src/resource-types/${service}.ts`,
  from,
  to,
  tests: RIGHTS,
});

const TAGS = "ofStage('StringEquals', 'aws:ResourceTag', stage)";

/** `pnpm bench mutations` applies each alone. */
export const MUTATIONS: readonly Mutation[] = [
  rightsOf(
    'cloudfront',
    'no tag condition on distributions',
    `resources: distributionArns(stage),\n  conditions: ${TAGS},`,
    'resources: distributionArns(stage),',
  ),
  rightsOf(
    'dynamodb',
    'no condition on keys',
    "values: ['alias/aws/dynamodb']",
    "values: ['alias/*']",
  ),
  rightsOf(
    'apigateway',
    'no tag condition on APIs',
    `resources: [\`\${apiArns(stage)}/*\`],\n  conditions: ${TAGS},`,
    'resources: [`${apiArns(stage)}/*`],',
  ),
  {
    what: 'no tag condition on the network',
    file: 'src/resource-types/ec2.ts',
    from: `resources: arns(stage, ALL),\n  conditions: ${TAGS},`,
    to: 'resources: arns(stage, ALL),',
    tests: RIGHTS,
  },
  rightsOf('route53', 'any DNS record of any zone', '`_*.${imageDomain}`,', "'*',"),
  rightsOf(
    's3',
    'every bucket',
    '.map((name) => `arn:aws:s3:::${name}`)',
    '.map(() => `arn:aws:s3:::*`)',
  ),
  rightsOf('lambda', 'every function', "function:${functionName(name, '*')}`", 'function:*`'),
  {
    what: 's3:PutBucketPolicy dropped',
    file: 'src/resource-types/s3.ts',
    from: "create: ['s3:PutBucketPolicy'],\n        update: ['s3:PutBucketPolicy'],",
    to: '',
    tests: RIGHTS,
  },
  {
    what: 's3:GetObject on all images for the plan role',
    file: 'src/resource-types/s3.ts',
    from: '{ on: objects, empty:',
    to: "{ on: objects, read: ['s3:GetObject'], empty:",
    tests: RIGHTS,
  },
  {
    what: 'kms:* for any principal',
    file: 'src/constructs/monitoring/alarm-key.ts',
    from: "{ type: 'AWS', identifiers: [`arn:${partitionOf(this)}:iam::${accountId}:root`] },",
    to: "{ type: 'AWS', identifiers: ['*'] },",
    tests: CONSTRUCTS,
  },
  {
    what: 'a construct id renamed',
    file: 'src/stacks/image-service-stack.ts',
    from: "new ImageApi(this, 'image-api'",
    to: "new ImageApi(this, 'api'",
    tests: STACKS,
  },
  {
    what: 'the id of the table renamed',
    file: 'src/constructs/storage/image-table.ts',
    from: "new DynamodbTable(this, 'table'",
    to: "new DynamodbTable(this, 'metadata'",
    tests: STACKS,
  },
  {
    what: 'allowed_account_ids missing on the us-east-1 provider',
    file: 'src/stacks/service-stack.ts',
    from: '...(props.accountId === undefined ?',
    to: '...(props.accountId === undefined || alias !== undefined ?',
    tests: STACKS,
  },
  {
    what: 'the bucket policy waits for nothing',
    file: 'src/constructs/storage/private-bucket.ts',
    from: 'dependsOn: [publicAccessBlock],',
    to: '',
    tests: CONSTRUCTS,
  },
  {
    what: 'the flow log waits for nothing',
    file: 'src/constructs/network/vpc-flow-logs.ts',
    from: 'dependsOn: [policy],',
    to: '',
    tests: CONSTRUCTS,
  },
  {
    what: 'enableDnsHostnames: false',
    file: 'src/constructs/network/service-network.ts',
    from: 'enableDnsHostnames: true',
    to: 'enableDnsHostnames: false',
    tests: CONSTRUCTS,
  },
  {
    what: 'CORS headers without originOverride',
    file: 'src/constructs/delivery/image-response-headers.ts',
    from: 'originOverride: true',
    to: 'originOverride: false',
    tests: CONSTRUCTS,
  },
  rightsOf(
    'ssm',
    'parameters of all stages',
    'parameter/${SERVICE}/${name}/*',
    'parameter/${SERVICE}/*',
  ),
  {
    what: 'refersTo without the end of the name',
    file: 'src/synthesized/synthesized.ts',
    from: '? from.references.has(to.address)',
    to: '? [...from.references].some((one) => one.startsWith(to.address))',
    tests: ['__tests__/synthesized'],
  },
  {
    what: "prod's alarm key disposable",
    file: 'src/stacks/access-stack.ts',
    from: '        protection,\n',
    to: "        protection: 'disposable',\n",
    tests: RIGHTS,
  },
  {
    what: "the certificate's record without allowOverwrite",
    file: 'src/constructs/delivery/image-certificate.ts',
    from: 'allowOverwrite: true,',
    to: '',
    tests: CONSTRUCTS,
  },
  rightsOf(
    'cloudwatch',
    'the dashboard of a stage whose name goes on',
    'dashboardName(name)}`]',
    'dashboardName(name)}*`]',
  ),
  rightsOf(
    'sns',
    'topics of a stage whose name goes on',
    ':sns:${region}:${stage.account}:${stackName(stage.name)}-*',
    ':sns:${region}:${stage.account}:${stackName(stage.name)}*',
  ),
  rightsOf('logs', 'log groups of every function', "functionName(stage, '*')}`;", "'*'}`;"),
  rightsOf(
    'acm',
    'a certificate of any domain',
    "...onlyThese('StringEquals', 'acm:DomainNames', [stage.imageDomain]),",
    '',
  ),
  rightsOf(
    'scope',
    'tags of what is another stage’s, as at creation',
    "...ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),\n];",
    '];',
  ),
  rightsOf(
    'apigateway',
    'the tag Stage of any API',
    "values: ['Service', 'Stage']",
    "values: ['Service']",
  ),
  rightsOf(
    'apigateway',
    'no TagResource where stages of APIs are made',
    'resources: [apiArns(stage), `${apiArns(stage)}/*/stages`],',
    'resources: [apiArns(stage)],',
  ),
  {
    what: 'roles without the boundary',
    file: 'src/resource-types/iam.ts',
    from: "variable: 'iam:PermissionsBoundary', values: [boundaryArn(stage)]",
    to: "variable: 'iam:PermissionsBoundary', values: ['*']",
    tests: ROLES,
  },
  {
    what: 'roles handed to every service',
    file: 'src/resource-types/iam.ts',
    from: "conditions: [{ test: 'StringEquals', variable: 'iam:PassedToService', values: SERVICES }],",
    to: '',
    tests: ROLES,
  },
  {
    what: "every stage's state",
    file: 'src/deploy-rights/role-policies.ts',
    from: 'resources: [`${bucket}/${key}`]',
    to: 'resources: [`${bucket}/*`]',
    tests: RIGHTS,
  },
  {
    what: "every stage's lock",
    file: 'src/deploy-rights/role-policies.ts',
    from: '...items([lock]),',
    to: 'resources: [table],',
    tests: RIGHTS,
  },
  {
    what: 'a protected stage may be deleted',
    file: 'src/deploy-rights/used-types.ts',
    from: 'if (resource.lifecycle?.preventDestroy === true) return [];',
    to: '',
    tests: RIGHTS,
  },
  {
    what: 'a type of resource that nobody knows passes',
    file: 'src/deploy-rights/used-types.ts',
    from: "if (rights === undefined || rights === 'bootstrap') {",
    to: 'if (type === undefined) {',
    tests: RIGHTS,
  },
  {
    what: 'zones associated without private DNS names',
    file: 'src/deploy-rights/used-types.ts',
    from: 'resource instanceof VpcEndpoint && resource.privateDnsEnabledInput === true',
    to: 'resource instanceof VpcEndpoint',
    tests: RIGHTS,
  },
  {
    what: 'one sid twice in a policy',
    file: 'src/constructs/iam/policy.ts',
    from: 'if (before === undefined) this.statements.push(statement);',
    to: 'if (before === undefined || before !== undefined) this.statements.push(statement);',
    tests: CONSTRUCTS,
  },
  rightsOf(
    'ec2',
    'parts of a network made without tags',
    "resources: arns(stage, [part]),\n    conditions: ofStage('StringEquals', 'aws:RequestTag', stage),",
    'resources: arns(stage, [part]),',
  ),
  rightsOf(
    'apigateway',
    'APIs made without tags',
    "resources: [apiArns(stage)],\n  conditions: ofStage('StringEquals', 'aws:RequestTag', stage),",
    'resources: [apiArns(stage)],',
  ),
  {
    what: 'a delivery of logs in the region of the stage',
    file: 'src/constructs/delivery/cdn-access-logs.ts',
    from: "'delivery', {\n      ...inUsEast1,",
    to: "'delivery', {",
    tests: STACKS,
  },
  {
    what: "another state's secret in the page of states",
    file: 'src/ops/state/state-page.ts',
    from: '...found.flatMap(({ history }) => history.map(({ object }) => object?.state)),',
    to: '...found.map(({ history }) => history[0]?.object?.state),',
    tests: ['__tests__/ops/state/state-page'],
  },
  {
    what: 'a text that ends the script of a page',
    file: 'src/pages/render-page.ts',
    from: "json.replaceAll('<', '\\\\u003c')",
    to: 'json',
    tests: ['__tests__/pages/render-page'],
  },
  {
    what: 'secrets in a page that all look the same',
    file: 'src/pages/encoded.ts',
    from: 'known = secrets.get(text) ?? secrets.size + 1',
    to: 'known = 1',
    tests: ['__tests__/pages/encoded'],
  },
  {
    what: 'values in the page of a plan that is to show names only',
    file: 'src/ops/plan/draw-plan-page.ts',
    from: "...(values === 'all' && before !== undefined && { before: valueText(before) }),",
    to: '...(before !== undefined && { before: valueText(before) }),',
    tests: ['__tests__/pages/plan-page'],
  },
];
