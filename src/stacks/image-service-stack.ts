import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { alarmRunbookUrl, deploymentsUrl } from '../config/links';
import {
  accessLogBucketName,
  alarmKeyAlias,
  alarmNamePrefix,
  alarmTopicName,
  apiLogGroupName,
  boundaryName,
  bucketName,
  codeBucketName,
  dashboardName,
  functionName,
  flowLogGroupName,
  pageTopicName,
  parameterPath,
  stackName,
  tableName,
  UNHEALTHY_ALARM,
} from '../config/names';
import type { SharedConfig, StageConfig } from '../config/schema';
import { AccessLogBucket } from '../constructs/storage/access-log-bucket';
import { ImageApi } from '../constructs/api/image-api';
import { ImageBucket } from '../constructs/storage/image-bucket';
import { ImageCdn } from '../constructs/delivery/image-cdn';
import { ImageMonitoring } from '../constructs/monitoring/image-monitoring';
import { ImageTable } from '../constructs/storage/image-table';
import type { AlarmDefinition } from '../constructs/monitoring/alarm-definitions';
import type { FunctionDefinition } from '../constructs/functions/function-definition';
import { PublishedParameters } from '../constructs/functions/published-parameters';
import { ServiceFunctions } from '../constructs/functions/service-functions';
import { ServiceNetwork } from '../constructs/network/service-network';
import { FUNCTIONS } from '../functions';
import { ServiceStack } from './service-stack';

export interface ImageServiceStackProps {
  readonly shared: SharedConfig;
  readonly stage: StageConfig;
  /** @default the functions of the service */
  readonly functions?: readonly FunctionDefinition[];
  /** @default the alarms of the service */
  readonly alarms?: readonly AlarmDefinition[];
}

/** One stage of the image service. */
export class ImageServiceStack extends ServiceStack {
  readonly table: ImageTable;
  readonly accessLogs: AccessLogBucket;
  readonly bucket: ImageBucket;
  /** Where functions run; undefined where the stage has chosen none. */
  readonly network: ServiceNetwork | undefined;
  readonly cdn: ImageCdn;
  readonly api: ImageApi;
  readonly functions: ServiceFunctions;
  readonly monitoring: ImageMonitoring;

  constructor(
    scope: Construct,
    { shared, stage, functions = FUNCTIONS, alarms }: ImageServiceStackProps,
  ) {
    super(scope, stackName(stage.name), {
      shared,
      stateScope: stage.name,
      region: stage.region,
      accountId: stage.accountId,
      protection: stage.protection,
      boundaryName: boundaryName(stage.name),
    });
    this.table = this.createTable(stage);
    this.accessLogs = this.createAccessLogBucket(stage);
    this.bucket = this.createBucket(stage);
    this.network = this.createNetwork(stage);
    this.cdn = this.createCdn(stage);
    this.api = this.createApi(stage);
    this.functions = this.createFunctions(stage, functions);
    this.monitoring = this.createMonitoring(stage, alarms);
    this.publishParameters(stage);
    this.createOutputs(stage);
  }

  private createTable(stage: StageConfig): ImageTable {
    return new ImageTable(this, 'image-table', {
      tableName: tableName(stage.name),
      protection: stage.protection,
    });
  }

  private createAccessLogBucket(stage: StageConfig): AccessLogBucket {
    return new AccessLogBucket(this, 'access-logs', {
      bucketName: accessLogBucketName(stage),
      protection: stage.protection,
    });
  }

  private createBucket(stage: StageConfig): ImageBucket {
    return new ImageBucket(this, 'image-bucket', {
      bucketName: bucketName(stage),
      protection: stage.protection,
      noncurrentVersionDays: stage.noncurrentVersionDays,
      uploadOrigins: stage.uploadOrigins,
      accessLogs: this.accessLogs,
    });
  }

  private createNetwork(stage: StageConfig): ServiceNetwork | undefined {
    if (stage.network.mode === 'none') return undefined;
    const { cidrBlock, availabilityZones, interfaceEndpoints } = stage.network;
    return new ServiceNetwork(this, 'service-network', {
      cidrBlock,
      availabilityZones,
      interfaceEndpoints,
      name: stackName(stage.name),
      region: stage.region,
      bucket: this.bucket,
      table: this.table,
      flowLogGroupName: flowLogGroupName(stage.name),
      logRetentionDays: stage.logRetentionDays,
    });
  }

  private createCdn(stage: StageConfig): ImageCdn {
    return new ImageCdn(this, 'image-cdn', {
      name: stackName(stage.name),
      domainName: stage.imageDomain,
      hostedZoneName: stage.hostedZoneName,
      bucket: this.bucket,
      accessLogs: this.accessLogs,
      allowedOrigins: stage.uploadOrigins,
      priceClass: stage.priceClass,
      cachedQueryStrings: stage.cachedQueryStrings,
      originShieldRegion: stage.originShield === 'in-region' ? stage.region : undefined,
      webAcl: stage.webAcl,
      usEast1Provider: this.usEast1Provider,
    });
  }

  private createApi(stage: StageConfig): ImageApi {
    return new ImageApi(this, 'image-api', {
      apiName: stackName(stage.name),
      logGroupName: apiLogGroupName(stage.name),
      logRetentionDays: stage.logRetentionDays,
      jwtIssuer: stage.jwtIssuer,
      jwtAudiences: stage.jwtAudiences,
      allowedOrigins: stage.uploadOrigins,
      rateLimit: stage.apiRateLimit,
      burstLimit: stage.apiBurstLimit,
    });
  }

  private createFunctions(
    stage: StageConfig,
    definitions: readonly FunctionDefinition[],
  ): ServiceFunctions {
    return new ServiceFunctions(this, 'functions', {
      definitions,
      functionName: (name) => functionName(stage.name, name),
      storage: { table: this.table, bucket: this.bucket },
      runtime: stage.nodeRuntime,
      codeBucket: {
        bucketName: codeBucketName(stage),
        protection: stage.protection,
        noncurrentVersionDays: stage.noncurrentVersionDays,
        accessLogs: this.accessLogs,
      },
      api: this.api,
      logRetentionDays: stage.logRetentionDays,
      network: this.network,
    });
  }

  private createMonitoring(
    stage: StageConfig,
    definitions: readonly AlarmDefinition[] | undefined,
  ): ImageMonitoring {
    return new ImageMonitoring(this, 'monitoring', {
      monitored: {
        region: stage.region,
        functions: this.functions.monitored,
        deadLetterQueues: this.functions.deadLetterQueues,
        table: this.table,
        bucket: this.bucket,
        cdn: this.cdn,
        api: this.api,
        billingAlarm: stage.billingAlarm,
      },
      dashboardName: dashboardName(stage.name),
      dashboardLinks: {
        deployments: deploymentsUrl(this.props.shared.repository, stage.name),
        runbook: (alarmId) => alarmRunbookUrl(this.props.shared.repository, alarmId),
      },
      topicName: alarmTopicName(stage.name),
      pageTopicName: pageTopicName(stage.name),
      alarmNamePrefix: alarmNamePrefix(stage.name),
      unhealthyAlarm: UNHEALTHY_ALARM,
      thresholds: stage.alarmThresholds ?? {},
      definitions,
      emails: stage.alarmEmails,
      pageEmails: stage.pageEmails,
      alarmKeyAlias: alarmKeyAlias(stage.name),
      usEast1Provider: this.usEast1Provider,
    });
  }

  /** What function code and other services need to know of the stage, by its output's name. */
  private published(stage: StageConfig): Readonly<Record<string, string | string[]>> {
    return {
      api_endpoint: this.api.api.apiEndpoint,
      api_id: this.api.api.id,
      cdn_url: `https://${stage.imageDomain}`,
      images_bucket_name: this.bucket.bucket.bucket,
      jwt_authorizer_id: this.api.authorizer.id,
      table_arn: this.table.table.arn,
      table_name: this.table.table.name,
      user_index_name: ImageTable.USER_INDEX,
      ...(this.network !== undefined && {
        function_security_group_id: this.network.functionSecurityGroup.id,
        private_subnet_ids: this.network.privateSubnets.map((subnet) => subnet.id),
      }),
    };
  }

  /** Each under its output's name with hyphens. */
  private publishParameters(stage: StageConfig): void {
    const values = Object.entries(this.published(stage)).map(
      ([output, value]) => [output.replaceAll('_', '-'), value] as const,
    );
    new PublishedParameters(this, 'parameters', {
      path: parameterPath(stage.name),
      values: Object.fromEntries(values),
    });
  }

  private createOutputs(stage: StageConfig): void {
    const outputs = {
      ...this.published(stage),
      alarm_topic_arn: this.monitoring.topic.topic.arn,
      cdn_distribution_id: this.cdn.distribution.id,
      cdn_domain_name: this.cdn.distribution.domainName,
      dashboard_name: this.monitoring.dashboard.dashboard.dashboardName,
      parameter_path: parameterPath(stage.name),
    };
    for (const [name, value] of Object.entries(outputs)) {
      new TerraformOutput(this, name, { value });
    }
  }
}
