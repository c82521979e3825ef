import { rmSync } from 'node:fs';
import path from 'node:path';
import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import {
  GetApiCommand,
  GetAuthorizersCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
} from '@aws-sdk/client-apigatewayv2';
import {
  GetDistributionCommand,
  GetMonitoringSubscriptionCommand,
  ListCachePoliciesCommand,
  ListOriginAccessControlsCommand,
  ListResponseHeadersPoliciesCommand,
} from '@aws-sdk/client-cloudfront';
import {
  CloudWatchLogsClient,
  DescribeDeliveriesCommand,
  DescribeLogGroupsCommand,
  GetDeliveryDestinationCommand,
  GetDeliverySourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeManagedPrefixListsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
} from '@aws-sdk/client-ec2';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { GetFunctionConfigurationCommand, GetPolicyCommand } from '@aws-sdk/client-lambda';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import {
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { buildStage } from '../../../src/app';
import { synthesized, values, type Block } from '../../../src/synthesized/synthesized';
import { serviceClients } from '../../../src/aws/service-clients';
import type { Choice } from '../../../src/ops/recover/find-existing';
import {
  configuredBlocks,
  findExisting,
  formatExisting,
} from '../../../src/ops/recover/find-existing';
import { PLAIN } from '../../../src/cli/terminal';
import { accountOf, config, stage } from '../../support/config';
import { EVERY_FUNCTION } from '../../support/every-function';
import { awsName, keepErroredState } from '../../../src/terraform/errored-state';
import { ACCOUNT as ACCOUNT_ID, FakeBackend } from '../../support/fake-backend';
import { temporaryDirectory, write } from '../../support/temporary';
import { stateText, terraformLock } from '../../support/state-text';

const clients = serviceClients('us-east-1', {});
const aws = {
  acm: mockClient(clients.acm),
  api: mockClient(clients.api),
  cloudfront: mockClient(clients.cloudfront),
  ec2: mockClient(clients.ec2),
  iam: mockClient(clients.iam),
  kms: mockClient(clients.kms),
  lambda: mockClient(clients.lambda),
  logs: mockClient(clients.logs),
  route53: mockClient(clients.route53),
  ssm: mockClient(clients.ssm),
  tagging: mockClient(clients.tagging),
};

const ACCOUNT = 'us-east-1:111122223333';
const TABLE = `arn:aws:dynamodb:${ACCOUNT}:table/ImageMetadata-dev`;
const VPC = `arn:aws:ec2:${ACCOUNT}:vpc/vpc-1`;
const SUBNET = `arn:aws:ec2:${ACCOUNT}:subnet/subnet-1`;
const PARAMETER = `arn:aws:ssm:${ACCOUNT}:parameter/image-service/dev/api-id`;
const STREAM = `arn:aws:kinesis:${ACCOUNT}:stream/image-service-dev`;

let backend: FakeBackend;
/** The resources of the stage. */
let blocks: readonly Block[];

const failure = (name: string): Error => Object.assign(new Error(name), { name });

beforeEach(() => {
  for (const mock of Object.values(aws)) mock.reset();
  backend = new FakeBackend();
  blocks = dev;
  aws.acm.on(DescribeCertificateCommand).resolves({});
  aws.api.on(GetApiCommand).resolves({});
  aws.cloudfront.on(GetDistributionCommand).resolves({});
  aws.iam.on(GetRoleCommand).rejects(failure('NoSuchEntityException'));
  backend.dynamodb.on(DescribeTableCommand).rejects(failure('ResourceNotFoundException'));
  backend.s3.on(HeadBucketCommand).rejects(failure('NotFound'));
  aws.logs.on(DescribeDeliveriesCommand).resolves({});
  aws.logs.on(DescribeLogGroupsCommand).resolves({});
  aws.logs.on(GetDeliveryDestinationCommand).rejects(failure('ResourceNotFoundException'));
  aws.logs.on(GetDeliverySourceCommand).rejects(failure('ResourceNotFoundException'));
  aws.lambda.on(GetFunctionConfigurationCommand).rejects(failure('ResourceNotFoundException'));
  aws.lambda.on(GetPolicyCommand).rejects(failure('ResourceNotFoundException'));
  aws.ssm.on(GetParameterCommand).rejects(failure('ParameterNotFound'));
  aws.cloudfront
    .on(GetMonitoringSubscriptionCommand)
    .rejects(failure('NoSuchMonitoringSubscription'));
  aws.cloudfront.on(ListCachePoliciesCommand).resolves({});
  aws.cloudfront.on(ListResponseHeadersPoliciesCommand).resolves({});
  aws.cloudfront.on(ListOriginAccessControlsCommand).resolves({});
  aws.route53.on(ListHostedZonesByNameCommand).resolves({
    HostedZones: [{ Id: '/hostedzone/Z1', Name: 'lego-api.com.', CallerReference: '' }],
  });
  aws.route53.on(ListResourceRecordSetsCommand).resolves({});
  inAws();
});

/** In AWS with the stage's tags, the tag `Name` where one is given. */
function inAws(...tagged: (readonly [arn: string, name?: string])[]): void {
  aws.tagging.on(GetResourcesCommand).resolves({
    ResourceTagMappingList: tagged.map(([ResourceARN, Value]) => ({
      ResourceARN,
      Tags: Value === undefined ? [] : [{ Key: 'Name', Value }],
    })),
  });
}

function inState(...resources: { readonly address: string; readonly attributes: object }[]): void {
  backend.add('dev', { id: 'v', text: stateText({ resources }) });
}

const dev = configuredBlocks({ config: accountOf() })(stage('dev'));

const find = (name = 'dev', choices: readonly Choice[] = []) =>
  findExisting(
    backend.context(),
    name,
    choices,
    () => clients,
    () => blocks,
  );

/** What is imported, by addresses without their hashes. */
const imports = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    (await find()).imports.map(({ to, id }) => [to.replace(/_[0-9A-F]{8}$/, ''), id]),
  );

/** The address in dev's stack of that type, found by the tag of one in AWS. */
async function addressOf(arn: string, name: string): Promise<string> {
  inAws([arn, name]);
  const [found] = (await find()).imports;
  inAws();
  return found?.to ?? '';
}

it('imports nothing that a state may know which could not be uploaded', async () => {
  const env = { AWS_ENDPOINT_URL: `http://recover-test-${process.pid}.test:1` };
  const directory = temporaryDirectory();
  write(directory, 'errored.tfstate', stateText());
  const kept = keepErroredState(directory, 'image-service-dev', awsName(ACCOUNT_ID, env)) ?? '';
  try {
    await expect(findExisting({ ...backend.context(), env }, 'dev')).rejects.toThrow(
      `recorded only in ${kept}. Push it: pnpm ops state push-errored image-service-dev`,
    );
  } finally {
    rmSync(path.dirname(kept), { recursive: true });
  }
});

describe('by tag', () => {
  it('asks for the tags of this stage', async () => {
    await find();
    expect(aws.tagging.commandCalls(GetResourcesCommand)[0]?.args[0].input).toMatchObject({
      TagFilters: [
        { Key: 'Service', Values: ['image-service'] },
        { Key: 'Stage', Values: ['dev'] },
      ],
    });
  });

  it('imports what is in AWS alone', async () => {
    inAws([TABLE], [SUBNET, 'image-service-dev-private-b']);
    expect(await imports()).toEqual({
      'aws_dynamodb_table.image-table': 'ImageMetadata-dev',
      'aws_subnet.service-network_private-subnet-b': 'subnet-1',
    });
  });

  it('finds nothing in what the state knows, by ARN or by the id of EC2', async () => {
    inAws([TABLE], [VPC]);
    inState(
      { address: 'aws_dynamodb_table.a', attributes: { arn: TABLE } },
      { address: 'aws_vpc.b', attributes: { id: 'vpc-1' } },
    );
    expect(await find()).toMatchObject({ imports: [], leftovers: [] });
  });

  it('imports a topic of which the state knows the policy alone', async () => {
    const topic = `arn:aws:sns:${ACCOUNT}:image-service-dev-alarms`;
    inAws([topic]);
    inState({ address: 'aws_sns_topic_policy.p', attributes: { arn: topic, id: topic } });
    expect(await imports()).toEqual({ 'aws_sns_topic.monitoring_alarm-topic': topic });
  });

  it('takes neither of two that may be the same for it, until a person does, and then deletes the other', async () => {
    const second = VPC.replace('vpc-1', 'vpc-2');
    inAws([VPC, 'image-service-dev'], [second, 'image-service-dev']);
    const remove = 'aws ec2 delete-vpc --region us-east-1 --vpc-id vpc-2';
    const { imports, leftovers } = await find();
    const [to = ''] = leftovers[0]?.mayBe ?? [];
    expect(to).toMatch(/^aws_vpc\.service-network_vpc_/);
    expect(imports).toEqual([]);
    expect(leftovers).toMatchObject([
      { arn: VPC, mayBe: [to] },
      { arn: second, mayBe: [to], remove },
    ]);
    expect(await find('dev', [{ to, arn: VPC }])).toMatchObject({
      imports: [{ to, id: 'vpc-1' }],
      leftovers: [{ arn: second, mayBe: [], remove }],
    });
    inState({ address: to, attributes: { id: 'vpc-1' } });
    expect(await find()).toMatchObject({ imports: [], leftovers: [{ mayBe: [], remove }] });
  });

  it('takes nothing for what its name says that it is not, be it the last one missing', async () => {
    const alarm = `arn:aws:cloudwatch:${ACCOUNT}:alarm:of-an-older-commit`;
    const distribution = 'arn:aws:cloudfront::111122223333:distribution/E1';
    const certificate = `arn:aws:acm:${ACCOUNT}:certificate/c-1`;
    const api = 'arn:aws:apigateway:us-east-1::/apis/a1';
    const isOfType = (type: string) => (one: Block) => one.type === type;
    const alarms = dev.filter(isOfType('aws_cloudwatch_metric_alarm'));
    blocks = dev.filter((one) => !alarms.slice(1).includes(one));
    aws.cloudfront.on(GetDistributionCommand, { Id: 'E1' }).resolves({
      Distribution: {
        ...{ Id: 'E1', ARN: distribution, Status: 'Deployed', DomainName: 'd1.cloudfront.net' },
        ...{ LastModifiedTime: new Date(), InProgressInvalidationBatches: 0 },
        DistributionConfig: {
          ...{ CallerReference: '', Comment: '', Enabled: true },
          Aliases: { Quantity: 1, Items: ['older.lego-api.com'] },
          Origins: { Quantity: 0, Items: [] },
          DefaultCacheBehavior: { TargetOriginId: '', ViewerProtocolPolicy: 'https-only' },
        },
      },
    });
    aws.acm
      .on(DescribeCertificateCommand, { CertificateArn: certificate })
      .resolves({ Certificate: { DomainName: 'older.lego-api.com' } });
    aws.api.on(GetApiCommand, { ApiId: 'a1' }).resolves({ Name: 'older' });
    inAws([alarm], [distribution], [certificate], [api], [`${api}/stages/$default`], [SUBNET]);
    const { imports, leftovers } = await find();
    expect(imports).toEqual([]);
    expect(
      leftovers.map(({ mayBe }) => mayBe.map((to) => to.replace(/_[0-9A-F]{8}$/, ''))),
    ).toEqual([
      // Neither the name of an alarm can be changed, nor the API of a stage.
      [],
      ['aws_cloudfront_distribution.image-cdn_distribution'],
      ['aws_acm_certificate.image-cdn_certificate'],
      ['aws_apigatewayv2_api.image-api'],
      [],
      [
        'aws_subnet.service-network_private-subnet-a',
        'aws_subnet.service-network_private-subnet-b',
      ],
    ]);
  });

  it('imports what AWS gives the name of the stack, and nothing that it has no more', async () => {
    const certificate = (id: string): string => `arn:aws:acm:${ACCOUNT}:certificate/${id}`;
    const described = (id: string) =>
      aws.acm.on(DescribeCertificateCommand, { CertificateArn: certificate(id) });
    described('older').resolves({ Certificate: { DomainName: 'older.lego-api.com' } });
    described('own').resolves({ Certificate: { DomainName: 'images.dev.lego-api.com' } });
    described('gone').rejects(failure('ResourceNotFoundException'));
    inAws(...['older', 'gone', 'own'].map((id): [string] => [certificate(id)]));
    const { imports, leftovers } = await find();
    expect(imports.map(({ id }) => id)).toEqual([certificate('own')]);
    expect(leftovers.map(({ arn }) => arn)).toEqual([certificate('older')]);
  });

  it('refuses a choice that cannot be right', async () => {
    inAws([SUBNET]);
    const [to = ''] = (await find()).leftovers[0]?.mayBe ?? [];
    for (const choice of [
      { to, arn: VPC },
      { to, arn: SUBNET.replace('subnet-1', 'subnet-2') },
      { to: 'aws_vpc.vpc', arn: SUBNET },
    ]) {
      await expect(find('dev', [choice])).rejects.toThrow(
        `${choice.arn} is not imported as ${choice.to}: `,
      );
    }
  });

  it('deletes a key, unless that is being deleted', async () => {
    const key = `arn:aws:kms:${ACCOUNT}:key/k-1`;
    const state = (KeyState: 'Enabled' | 'PendingDeletion') =>
      aws.kms
        .on(DescribeKeyCommand, { KeyId: 'k-1' })
        .resolves({ KeyMetadata: { KeyId: 'k-1', KeyState } });
    inAws([key]);
    state('PendingDeletion');
    expect(await find()).toMatchObject({ imports: [], leftovers: [] });
    state('Enabled');
    const remove = 'aws kms schedule-key-deletion --region us-east-1 --key-id k-1';
    expect(await find()).toMatchObject({ imports: [], leftovers: [{ arn: key, remove }] });
  });

  it('lets a stranger take the place of nothing that is there', async () => {
    const alarm = (name: string): string => `arn:aws:cloudwatch:${ACCOUNT}:alarm:${name}`;
    const ofAlarms = dev.filter(({ type }) => /^aws_cloudwatch_\w+_alarm$/.test(type));
    const names = ofAlarms.flatMap(({ body }) => values(body, 'alarm_name')).map(String);
    const [last = '', ...before] = names;
    inAws(...[...before, 'of-an-older-commit', last].map((name): [string] => [alarm(name)]));
    const { imports, leftovers } = await find();
    expect(imports.map(({ id }) => id).sort()).toEqual([...names].sort());
    expect(leftovers.map(({ arn }) => arn)).toEqual([alarm('of-an-older-commit')]);
  });

  it('imports nothing that may be two things', async () => {
    inAws([SUBNET, 'renamed by hand']);
    expect(await find()).toMatchObject({ imports: [], leftovers: [{ arn: SUBNET }] });
    expect(formatExisting(await find(), PLAIN).replace(/_[0-9A-F]{8}/g, '')).toBe(
      [
        'image-service-dev: 1 in AWS that its state does not know',
        `cannot tell ${SUBNET}`,
        ...['a', 'b'].map(
          (zone) =>
            `  to import it: pnpm ops recover dev --import aws_subnet.service-network_private-subnet-${zone}=${SUBNET} --out plan-dev`,
        ),
        '  to delete it: aws ec2 delete-subnet --region us-east-1 --subnet-id subnet-1',
      ].join('\n'),
    );
  });

  it('does not begin while a deploy holds the lock: what it is just making is nothing to delete', async () => {
    backend.lock('dev', terraformLock);
    await expect(find()).rejects.toThrow('The state of dev is locked by ann@elsewhere');
  });

  it('refuses the state stack, an unknown stage, and says what AWS refuses', async () => {
    await expect(find('state')).rejects.toThrow(
      'image-service-state is no stage, and only stages are looked through.',
    );
    await expect(find('test')).rejects.toThrow('There is no stage "test"');
    aws.tagging.on(GetResourcesCommand).rejects(failure('AccessDeniedException'));
    await expect(find()).rejects.toThrow('AWS does not let these credentials do this');
  });
});

describe('by name', () => {
  it('imports what has no tags, or not yet', async () => {
    const name = 'image-service-dev-images';
    aws.iam
      .on(GetRoleCommand, { RoleName: 'image-service-dev-flow-logs' })
      .resolves({ Role: undefined });
    backend.dynamodb.on(DescribeTableCommand, { TableName: 'ImageMetadata-dev' }).resolves({});
    backend.s3.on(HeadBucketCommand, { Bucket: 'images-lego-moc-dev' }).resolves({});
    aws.logs.on(DescribeLogGroupsCommand).resolves({
      logGroups: [{ logGroupName: '/aws/vendedlogs/image-service-dev/api' }],
    });
    aws.cloudfront.on(ListCachePoliciesCommand).resolves({
      CachePolicyList: {
        MaxItems: 100,
        Quantity: 2,
        Items: ['other', name].map((Name) => ({
          Type: 'custom',
          CachePolicy: {
            Id: `cache ${Name}`,
            LastModifiedTime: new Date(),
            CachePolicyConfig: { Name, MinTTL: 0 },
          },
        })),
      },
    });
    aws.cloudfront.on(ListResponseHeadersPoliciesCommand).resolves({
      ResponseHeadersPolicyList: {
        MaxItems: 100,
        Quantity: 1,
        Items: [
          {
            Type: 'custom',
            ResponseHeadersPolicy: {
              Id: 'headers',
              LastModifiedTime: new Date(),
              ResponseHeadersPolicyConfig: { Name: name },
            },
          },
        ],
      },
    });
    const access = {
      Description: '',
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
    } as const;
    aws.cloudfront.on(ListOriginAccessControlsCommand).resolves({
      OriginAccessControlList: {
        Marker: '',
        MaxItems: 100,
        IsTruncated: false,
        Quantity: 1,
        Items: [{ Id: 'oac', Name: name, OriginAccessControlOriginType: 's3', ...access }],
      },
    });
    aws.route53
      .on(ListResourceRecordSetsCommand, { HostedZoneId: 'Z1', StartRecordType: 'A' })
      .resolves({
        ResourceRecordSets: [{ Name: 'images.dev.lego-api.com.', Type: 'A' }],
        IsTruncated: false,
        MaxItems: 1,
      });
    expect(await imports()).toEqual({
      'aws_cloudfront_cache_policy.image-cdn_cache-policy': `cache ${name}`,
      'aws_cloudfront_origin_access_control.image-cdn_origin-access-control': 'oac',
      'aws_cloudfront_response_headers_policy.image-cdn_response-headers_policy': 'headers',
      'aws_cloudwatch_log_group.image-api_access-logs': '/aws/vendedlogs/image-service-dev/api',
      'aws_dynamodb_table.image-table': 'ImageMetadata-dev',
      'aws_iam_role.service-network_flow-logs_role': 'image-service-dev-flow-logs',
      'aws_route53_record.image-cdn_a-record': 'Z1_images.dev.lego-api.com_A',
      'aws_s3_bucket.image-bucket': 'images-lego-moc-dev',
    });
  });

  it('finds what belongs to another by the id that the state or a tag has for that', async () => {
    const arn = 'arn:aws:cloudfront::111122223333:distribution/E1';
    const distribution = await addressOf(arn, 'images.dev.lego-api.com');
    const group = `arn:aws:ec2:${ACCOUNT}:security-group/sg-1`;
    const table = `arn:aws:ec2:${ACCOUNT}:route-table/rtb-1`;
    inState({ address: distribution, attributes: { id: 'E1' } });
    inAws(
      [group, 'image-service-dev-functions'],
      [table, 'image-service-dev-private'],
      [SUBNET, 'image-service-dev-private-b'],
      [`arn:aws:ec2:${ACCOUNT}:security-group-rule/sgr-s3`],
      [`arn:aws:ec2:${ACCOUNT}:security-group-rule/sgr-other`],
    );
    aws.cloudfront.on(GetMonitoringSubscriptionCommand, { DistributionId: 'E1' }).resolves({});
    aws.ec2.on(DescribeRouteTablesCommand).resolves({ RouteTables: [{ RouteTableId: 'rtb-1' }] });
    aws.ec2.on(DescribeManagedPrefixListsCommand).callsFake((input: object) => ({
      PrefixLists: [
        { PrefixListId: JSON.stringify(input).includes('us-east-1.s3') ? 'pl-s3' : 'pl-other' },
      ],
    }));
    aws.ec2.on(DescribeSecurityGroupRulesCommand).resolves({
      SecurityGroupRules: [
        {
          SecurityGroupRuleId: 'sgr-in',
          IsEgress: false,
          PrefixListId: 'pl-s3',
          IpProtocol: 'tcp',
        },
        { SecurityGroupRuleId: 'sgr-s3', IsEgress: true, PrefixListId: 'pl-s3', IpProtocol: 'tcp' },
      ],
    });
    expect(await imports()).toEqual({
      'aws_cloudfront_monitoring_subscription.image-cdn_monitoring': 'E1',
      'aws_route_table.service-network_route-table': 'rtb-1',
      'aws_route_table_association.service-network_route-table-association-b': 'subnet-1/rtb-1',
      'aws_security_group.service-network_function-security-group': 'sg-1',
      'aws_subnet.service-network_private-subnet-b': 'subnet-1',
      'aws_vpc_security_group_egress_rule.service-network_to-s3': 'sgr-s3',
    });
    expect((await find()).leftovers.map(({ arn }) => arn.split('/')[1])).toEqual(['sgr-other']);
  });

  it('does not look for what the state knows, whether that has an id or not', async () => {
    aws.logs.on(GetDeliverySourceCommand).resolves({});
    expect(Object.keys(await imports())).toEqual([
      'aws_cloudwatch_log_delivery_source.image-cdn_access-logs_source',
    ]);
    const {
      imports: [source],
    } = await find();
    inState({ address: source?.to ?? '', attributes: { name: 'image-service-dev-images' } });
    expect(await imports()).toEqual({});
  });

  it('imports functions and what invokes them', async () => {
    const everything = synthesized(buildStage(config.shared, stage('dev'), EVERY_FUNCTION));
    blocks = everything.blocks.filter(({ kind }) => kind === 'resource');
    const name = (handler: string): string => `image-service-dev-${handler}`;
    const lambdaArn = (handler: string): string =>
      `arn:aws:lambda:${ACCOUNT}:function:${name(handler)}`;
    inAws(
      [`arn:aws:apigateway:us-east-1::/apis/a1`],
      [lambdaArn('nightly')],
      [`arn:aws:events:${ACCOUNT}:rule/${name('nightly')}`],
      [`arn:aws:sqs:${ACCOUNT}:${name('nightly-failures')}`],
      [`arn:aws:cloudwatch:${ACCOUNT}:alarm:${name('unhealthy')}`],
    );
    // Not listed by its tags yet.
    aws.lambda.on(GetFunctionConfigurationCommand, { FunctionName: name('hello') }).resolves({});
    aws.lambda.on(GetPolicyCommand, { FunctionName: name('hello') }).resolves({
      Policy: JSON.stringify({ Statement: [{ Sid: 'invoke-get-hello' }] }),
    });
    aws.api.on(GetIntegrationsCommand, { ApiId: 'a1' }).resolves({
      Items: [
        { IntegrationId: 'i-other', IntegrationUri: `${lambdaArn('hello')}2` },
        { IntegrationId: 'i-known', IntegrationUri: lambdaArn('hello') },
        { IntegrationId: 'i-hello', IntegrationUri: lambdaArn('hello') },
      ],
    });
    aws.api.on(GetRoutesCommand, { ApiId: 'a1' }).resolves({
      Items: [
        { RouteId: 'r-other', RouteKey: 'GET /other' },
        { RouteId: 'r-hello', RouteKey: 'GET /hello' },
      ],
    });
    aws.api.on(GetAuthorizersCommand, { ApiId: 'a1' }).resolves({
      Items: [{ AuthorizerId: 'jwt-1', Name: 'jwt' }],
    });
    inState({ address: 'aws_apigatewayv2_integration.old', attributes: { id: 'i-known' } });
    expect(await imports()).toEqual({
      'aws_apigatewayv2_api.image-api': 'a1',
      'aws_apigatewayv2_authorizer.image-api_jwt-authorizer': 'a1/jwt-1',
      'aws_apigatewayv2_integration.image-api_get-hello_integration': 'a1/i-hello',
      'aws_apigatewayv2_route.image-api_get-hello_route': 'a1/r-hello',
      'aws_cloudwatch_composite_alarm.monitoring_unhealthy-alarm': 'image-service-dev-unhealthy',
      'aws_cloudwatch_event_rule.functions_nightly_schedule_rule': 'image-service-dev-nightly',
      'aws_lambda_function.functions_hello_function': 'image-service-dev-hello',
      'aws_lambda_function.functions_nightly_function': 'image-service-dev-nightly',
      'aws_lambda_permission.image-api_get-hello_permission':
        'image-service-dev-hello/invoke-get-hello',
      'aws_sqs_queue.functions_nightly_failures':
        'https://sqs.us-east-1.amazonaws.com/111122223333/image-service-dev-nightly-failures',
    });
  });

  it('looks in the region of each, and takes a topic for the one of its region', async () => {
    const topic = (where: string): string =>
      `arn:aws:sns:${where}:111122223333:image-service-dev-alarms`;
    aws.tagging
      .on(GetResourcesCommand)
      .resolvesOnce({ ResourceTagMappingList: [{ ResourceARN: topic('eu-central-1') }] })
      .resolvesOnce({ ResourceTagMappingList: [{ ResourceARN: topic('us-east-1') }] });
    aws.logs.on(GetDeliverySourceCommand).resolves({});
    const logs = new CloudWatchLogsClient({ region: 'eu-central-1' });
    mockClient(logs).on(DescribeLogGroupsCommand).resolves({});
    const dev = { ...stage('dev'), region: 'eu-central-1' };
    const { imports: found, leftovers } = await findExisting(
      backend.context({ shared: config.shared, stages: [dev] }),
      'dev',
      [],
      (where) => (where === 'us-east-1' ? clients : { ...clients, logs }),
    );
    expect(found.map(({ to, id }) => [to.replace(/_[0-9A-F]{8}$/, ''), id])).toEqual([
      ['aws_sns_topic.monitoring_alarm-topic', topic('eu-central-1')],
      ['aws_sns_topic.monitoring_alarm-topic-us-east-1_topic', topic('us-east-1')],
      [
        'aws_cloudwatch_log_delivery_source.image-cdn_access-logs_source',
        'image-service-dev-images',
      ],
    ]);
    expect(leftovers).toEqual([]);
  });

  it("says that a bucket may be another account's", async () => {
    backend.s3
      .on(HeadBucketCommand)
      .rejects(Object.assign(failure('Forbidden'), { $metadata: { httpStatusCode: 403 } }));
    await expect(find()).rejects.toThrow(/The bucket images-lego-moc-dev(-logs)? exists, and/);
  });

  it('does not take a question that is refused for an answer', async () => {
    aws.iam.on(GetRoleCommand).rejects(failure('AccessDenied'));
    await expect(find()).rejects.toThrow('AWS does not let these credentials do this');
  });
});

describe('formatExisting', () => {
  it('gives the command for what is to be deleted, in words that a shell only passes on', async () => {
    const alarm = `arn:aws:cloudwatch:${ACCOUNT}:alarm:a'; echo INJECTED; '`;
    inAws([TABLE], [PARAMETER], [STREAM], [alarm]);
    const text = formatExisting(await find(), PLAIN);
    expect(text.replace(/_[0-9A-F]{8}/g, '')).toBe(
      [
        'image-service-dev: 4 in AWS that its state does not know',
        'import aws_dynamodb_table.image-table ← ImageMetadata-dev',
        'import aws_ssm_parameter.parameters_api-id ← /image-service/dev/api-id, to replace it',
        `delete ${STREAM}`,
        '  by hand: it takes more than one command',
        `delete ${alarm}`,
        `  aws cloudwatch delete-alarms --region us-east-1 --alarm-names 'a'\\''; echo INJECTED; '\\'''`,
      ].join('\n'),
    );
  });

  it('lets no name of AWS be an option of the command', async () => {
    const alarm = `arn:aws:cloudwatch:${ACCOUNT}:alarm:--endpoint-url=http://192.0.2.1`;
    inAws([alarm]);
    expect(formatExisting(await find(), PLAIN)).toContain(
      `aws cloudwatch delete-alarms --region us-east-1 --alarm-names=--endpoint-url=http://192.0.2.1`,
    );
  });

  it('says so when there is nothing', async () => {
    expect(formatExisting(await find(), PLAIN)).toBe(
      'image-service-dev: nothing in AWS that its state does not know',
    );
  });
});
