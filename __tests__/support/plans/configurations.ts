/** A Terraform configuration in JSON, as far as these tests need it. */
export interface Configuration {
  readonly resource: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly output?: Readonly<Record<string, object>>;
  readonly moved?: readonly object[];
  readonly removed?: readonly object[];
  readonly import?: readonly object[];
  readonly variable?: Readonly<Record<string, object>>;
}

const policy = (action: string, ...more: string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'DenyPlainHttp',
        Effect: 'Deny',
        Principal: '*',
        Action: [action, ...more],
        Resource: 'arn:aws:s3:::plan-test-images/*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });

const script = (greeting: string): string =>
  Array.from({ length: 40 }, (_, line) => `line ${line}: ${line === 30 ? greeting : 'the same'}`)
    .join('\n')
    .concat('\n');

/** Nothing of it may ever be in a text that people read. */
export const SECRETS = ['hush-before', 'hush-after', 'hush-tag'] as const;

const table = {
  name: 'plan-test',
  billing_mode: 'PAY_PER_REQUEST',
  hash_key: 'PK',
  attribute: [{ name: 'PK', type: 'S' }],
  tags: { Stage: 'test' },
};

const parameter = (name: string, value: string): object => ({
  name: `/plan-test/${name}`,
  type: 'String',
  insecure_value: value,
});

const secret = (value: string): object => ({
  name: '/plan-test/secret',
  type: 'SecureString',
  value,
});

/** What exists before every other plan. */
export const base: Configuration = {
  resource: {
    aws_dynamodb_table: { images: table },
    aws_kms_key: { images: { description: 'Encrypts the images' } },
    aws_cloudwatch_log_group: { images: { name: '/plan-test', retention_in_days: 14 } },
    aws_s3_bucket: {
      images: { bucket: 'plan-test-images' },
      logs: { bucket: 'plan-test-logs' },
    },
    aws_s3_bucket_policy: {
      images: { bucket: '${aws_s3_bucket.images.id}', policy: policy('s3:*') },
    },
    aws_ssm_parameter: {
      markup: parameter('markup', 'a | b `code` ``more`` <b>bold</b> @team #1'),
      script: parameter('script', script('good morning')),
      secret: secret('hush-before'),
    },
  },
  output: { table: { value: '${aws_dynamodb_table.images.arn}' } },
};

const { resource } = base;
const withoutKey = Object.fromEntries(
  Object.entries(resource).filter(([type]) => type !== 'aws_kms_key'),
);

/** One plan each, made with `base` applied (where not said otherwise) and nothing changed outside. */
export const variations = {
  'no-change': base,
  'in-place': {
    ...base,
    resource: {
      ...resource,
      aws_dynamodb_table: {
        images: {
          ...table,
          tags: { Stage: 'test', 'cost centre': 'images' },
          stream_enabled: true,
          stream_view_type: 'KEYS_ONLY',
        },
      },
      aws_s3_bucket_policy: {
        images: {
          bucket: '${aws_s3_bucket.images.id}',
          policy: policy('s3:GetObject', 's3:PutObject'),
        },
      },
      aws_ssm_parameter: {
        ...resource.aws_ssm_parameter,
        markup: parameter('markup', '</details> | `'),
        script: parameter('script', script('good evening')),
      },
    },
    output: { ...base.output, greeting: { value: 'hello' } },
  },
  'replace-table': {
    ...base,
    resource: {
      ...resource,
      aws_dynamodb_table: {
        images: { ...table, hash_key: 'Id', attribute: [{ name: 'Id', type: 'S' }] },
      },
    },
  },
  destroy: {
    resource: { aws_ssm_parameter: { markup: resource.aws_ssm_parameter?.markup ?? {} } },
  },
  move: {
    ...base,
    resource: {
      ...resource,
      aws_s3_bucket: {
        images: { bucket: 'plan-test-images' },
        archive: { bucket: 'plan-test-logs', tags: { Moved: 'yes' } },
      },
      aws_cloudwatch_log_group: { 'api-log': { name: '/plan-test', retention_in_days: 14 } },
    },
    moved: [
      { from: 'aws_s3_bucket.logs', to: 'aws_s3_bucket.archive' },
      { from: 'aws_cloudwatch_log_group.images', to: 'aws_cloudwatch_log_group.api-log' },
    ],
  },
  forget: {
    ...base,
    resource: withoutKey,
    removed: [{ from: 'aws_kms_key.images', lifecycle: { destroy: false } }],
  },
  sensitive: {
    ...base,
    variable: { tag: { type: 'string', sensitive: true, default: 'hush-tag' } },
    resource: {
      ...resource,
      aws_dynamodb_table: { images: { ...table, tags: { Stage: 'test', Note: '${var.tag}' } } },
      aws_ssm_parameter: { ...resource.aws_ssm_parameter, secret: secret('hush-after') },
    },
    output: {
      ...base.output,
      secret: { value: '${aws_ssm_parameter.secret.value}', sensitive: true },
    },
  },
} as const satisfies Readonly<Record<string, Configuration>>;

const metric = (name: string): object => ({
  namespace: 'AWS/Lambda',
  metric_name: name,
  period: 300,
  stat: 'Sum',
});

const alarm = (name: string): object => ({
  alarm_name: `plan-test-${name}`,
  comparison_operator: 'GreaterThanThreshold',
  evaluation_periods: 1,
  threshold: 0,
});

const endpoint = (service: string, more: object): object => ({
  vpc_id: '${aws_vpc.network.id}',
  service_name: `com.amazonaws.us-east-1.${service}`,
  ...more,
});

/** Planned without a state. */
export const fromNothing = {
  /** What costs something whoever uses it, beside what does not. */
  costs: {
    resource: {
      aws_cloudwatch_dashboard: {
        stage: { dashboard_name: 'plan-test', dashboard_body: '{"widgets":[]}' },
      },
      aws_cloudwatch_metric_alarm: {
        throttles: {
          ...alarm('throttles'),
          ...{ namespace: 'AWS/Lambda', metric_name: 'Throttles', period: 300, statistic: 'Sum' },
        },
        errors: {
          ...alarm('errors'),
          metric_query: [
            { id: 'rate', expression: 'errors/invocations', return_data: true },
            { id: 'errors', metric: [metric('Errors')] },
            { id: 'invocations', metric: [metric('Invocations')] },
          ],
        },
      },
      aws_vpc: { network: { cidr_block: '10.0.0.0/16' } },
      aws_subnet: {
        a: { vpc_id: '${aws_vpc.network.id}', cidr_block: '10.0.0.0/24' },
        b: { vpc_id: '${aws_vpc.network.id}', cidr_block: '10.0.1.0/24' },
      },
      aws_vpc_endpoint: {
        sqs: endpoint('sqs', {
          vpc_endpoint_type: 'Interface',
          subnet_ids: ['${aws_subnet.a.id}', '${aws_subnet.b.id}'],
        }),
        s3: endpoint('s3', {}),
      },
    },
  },
  import: {
    resource: {
      aws_s3_bucket: { adopted: { bucket: 'plan-test-logs', tags: { Adopted: 'yes' } } },
    },
    import: [{ to: 'aws_s3_bucket.adopted', id: 'plan-test-logs' }],
  },
  '300-resources': {
    resource: {
      aws_ssm_parameter: {
        many: {
          for_each: '${toset([for n in range(300) : format("key %03d", n)])}',
          name: '/plan-test/${each.key}',
          type: 'String',
          insecure_value: '${each.key} of three hundred',
        },
      },
    },
  },
} as const satisfies Readonly<Record<string, Configuration>>;
