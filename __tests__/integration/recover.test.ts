import { describe, expect, it, jest } from '@jest/globals';
import { stateKey } from '../../src/config/names';
import { configuredBlocks, findExisting } from '../../src/ops/recover/find-existing';
import { contextOfScope } from '../../src/terraform/state/context';
import { stage } from '../support/config';
import { MADE_AGAIN } from '../support/made-again';
import { onAws } from '../support/snapshots';

jest.setTimeout(600_000);

type Attributes = Readonly<Record<string, string>>;

interface StateResource {
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly instances: readonly { readonly attributes: Attributes }[];
}

/** The answers to the creation of these got lost, five times: the state lacks all of each type. */
const LOST: readonly (readonly string[])[] = [
  ['aws_acm_certificate', 'aws_cloudfront_distribution', 'aws_route53_record', 'aws_sns_topic'],
  [
    'aws_apigatewayv2_api',
    'aws_apigatewayv2_authorizer',
    'aws_apigatewayv2_stage',
    'aws_cloudwatch_log_group',
    'aws_ssm_parameter',
  ],
  [
    'aws_cloudfront_cache_policy',
    'aws_cloudfront_monitoring_subscription',
    'aws_cloudfront_origin_access_control',
    'aws_cloudfront_response_headers_policy',
    'aws_cloudwatch_log_delivery',
    'aws_cloudwatch_log_delivery_destination',
    'aws_cloudwatch_log_delivery_source',
  ],
  [
    'aws_default_security_group',
    'aws_flow_log',
    'aws_route_table',
    'aws_route_table_association',
    'aws_security_group',
    'aws_subnet',
    'aws_vpc',
    'aws_vpc_endpoint',
    'aws_vpc_security_group_egress_rule',
  ],
  [
    'aws_cloudwatch_composite_alarm',
    'aws_cloudwatch_metric_alarm',
    'aws_dynamodb_table',
    'aws_iam_role',
    'aws_s3_bucket',
  ],
];

/** Where an import takes something else than the id: the provider's documentation of each type. */
const IMPORT_IDS: Readonly<Record<string, (of: Attributes) => string>> = {
  aws_apigatewayv2_authorizer: ({ api_id, id }) => `${api_id}/${id}`,
  aws_apigatewayv2_stage: ({ api_id, id }) => `${api_id}/${id}`,
  aws_cloudwatch_log_delivery_destination: ({ name = '' }) => name,
  aws_cloudwatch_log_delivery_source: ({ name = '' }) => name,
  aws_route_table_association: ({ subnet_id, route_table_id }) => `${subnet_id}/${route_table_id}`,
};

/** Its name is AWS's own, and a deploy writes it again. */
const VALIDATION = 'image-cdn_certificate_validation-record';

describe('ops recover, after a deploy whose answers got lost', () => {
  it(
    'finds all of each type that cannot be made twice, with the id that an import takes',
    onAws('deployed', async ({ aws }) => {
      const context = await contextOfScope('dev', aws.env);
      const blocks = configuredBlocks(context)(stage('dev'));
      const { text = '' } = (await context.store.current(stateKey('dev'))) ?? {};
      const state = JSON.parse(text) as { readonly resources: readonly StateResource[] };
      const managed = state.resources.filter(({ mode }) => mode === 'managed');
      const isMadeOnce = (type: string): boolean => !MADE_AGAIN.includes(type);
      expect([...new Set(managed.map(({ type }) => type))].filter(isMadeOnce).sort()).toEqual(
        LOST.flat().filter(isMadeOnce).sort(),
      );
      for (const types of LOST) {
        const isLost = ({ mode, type }: StateResource) =>
          mode === 'managed' && types.includes(type);
        const resources = state.resources.filter((one) => !isLost(one));
        await context.store.write(stateKey('dev'), JSON.stringify({ ...state, resources }), {});
        const found = await findExisting(context, 'dev', [], undefined, () => blocks);
        const lost = managed
          .filter((one) => isLost(one) && !one.name.startsWith(VALIDATION))
          .map(({ type, name, instances: [one] }) => {
            const attributes = one?.attributes ?? {};
            const id = IMPORT_IDS[type]?.(attributes) ?? attributes.id ?? '';
            return [`${type}.${name}`, id] as const;
          });
        expect(Object.fromEntries(found.imports.map(({ to, id }) => [to, id]))).toEqual(
          Object.fromEntries(lost),
        );
        expect(found.leftovers).toEqual([]);
      }
    }),
  );
});
