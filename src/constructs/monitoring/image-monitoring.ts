import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Construct } from 'constructs';
import type { RegionProps } from '../provider';
import { AlarmTopic } from './alarm-topic';
import type { AlarmDefinition, ThresholdOverrides } from './alarm-definitions';
import { common } from './metric';
import { ServiceAlarms } from './service-alarms';
import { ServiceDashboard, type DashboardLinks } from './service-dashboard';
import type { Monitored } from './service-metrics';
import { UnhealthyAlarm } from './unhealthy-alarm';

export interface ImageMonitoringProps {
  readonly monitored: Monitored;
  readonly dashboardName: string;
  readonly dashboardLinks: DashboardLinks;
  readonly topicName: string;
  readonly pageTopicName: string;
  /** What every alarm's name begins with, e.g. `image-service-dev-`. */
  readonly alarmNamePrefix: string;
  /** What follows the prefix in the name of the alarm that pages. */
  readonly unhealthyAlarm: string;
  /** By the alarm's id. @default the thresholds of the definitions */
  readonly thresholds?: ThresholdOverrides;
  /** @default every alarm of the service */
  readonly definitions?: readonly AlarmDefinition[] | undefined;
  /**
   * Who is told of each alarm.
   * @default nobody by e-mail
   */
  readonly emails?: readonly string[];
  /**
   * Who is told once that the service is unhealthy.
   * @default whoever is told of each alarm
   */
  readonly pageEmails?: readonly string[] | undefined;
  /** The key of the topics, `alias/…`, in each of their regions. */
  readonly alarmKeyAlias: string;
  /**
   * A provider for us-east-1, where CloudFront, its certificate and the charges are measured.
   * @default the stack's provider, which then has to be in us-east-1
   */
  readonly usEast1Provider?: AwsProvider | undefined;
}

/** A region in which something is measured, with its topics. */
interface MeasuredRegion extends RegionProps {
  readonly region: string;
  /** What the ids of its constructs end in. */
  readonly idSuffix: string;
  readonly topic: AlarmTopic;
  readonly pageTopic: AlarmTopic;
}

/** What a stage measures, who is told when it is not well, and where to look. */
export class ImageMonitoring extends Construct {
  /** In the stack's region. */
  readonly topic: AlarmTopic;
  readonly alarms: ServiceAlarms;
  readonly dashboard: ServiceDashboard;

  constructor(scope: Construct, id: string, props: ImageMonitoringProps) {
    super(scope, id);
    const { usEast1Provider: provider } = props;
    const here = this.createTopics(props, { region: props.monitored.region, idSuffix: '' });
    const usEast1 = { region: 'us-east-1', idSuffix: '-us-east-1', provider };
    const regions = [here, ...(provider === undefined ? [] : [this.createTopics(props, usEast1)])];
    this.topic = here.topic;
    this.alarms = this.createAlarms(props, regions);
    for (const region of regions) this.createUnhealthyAlarm(props, region);
    this.dashboard = this.createDashboard(props);
  }

  private createTopics(
    { alarmKeyAlias: keyAlias, topicName, pageTopicName, ...props }: ImageMonitoringProps,
    of: Omit<MeasuredRegion, 'pageTopic' | 'topic'>,
  ): MeasuredRegion {
    const { emails = [], pageEmails = emails } = props;
    const shared = { keyAlias, provider: of.provider };
    return {
      ...of,
      topic: new AlarmTopic(this, `alarm-topic${of.idSuffix}`, { ...shared, topicName, emails }),
      pageTopic: new AlarmTopic(this, `page-topic${of.idSuffix}`, {
        ...shared,
        topicName: pageTopicName,
        emails: pageEmails,
      }),
    };
  }

  private createAlarms(
    props: ImageMonitoringProps,
    regions: readonly MeasuredRegion[],
  ): ServiceAlarms {
    return new ServiceAlarms(this, 'alarms', {
      namePrefix: props.alarmNamePrefix,
      monitored: props.monitored,
      thresholds: props.thresholds ?? {},
      ...(props.definitions !== undefined && { definitions: props.definitions }),
      regions: Object.fromEntries(regions.map((one) => [one.region, one])),
    });
  }

  private createUnhealthyAlarm(
    { alarmNamePrefix, unhealthyAlarm }: ImageMonitoringProps,
    { region, provider, idSuffix, pageTopic }: MeasuredRegion,
  ): void {
    const id = `unhealthy-alarm${idSuffix}`;
    new UnhealthyAlarm(this, id, {
      provider,
      topic: pageTopic,
      alarmName: alarmNamePrefix + unhealthyAlarm,
      pageAlarms: this.alarms.alarms.filter(
        ({ definition, series }) =>
          definition.severity === 'page' && common(id, [series], 'region') === region,
      ),
    });
  }

  private createDashboard(props: ImageMonitoringProps): ServiceDashboard {
    return new ServiceDashboard(this, 'dashboard', {
      dashboardName: props.dashboardName,
      monitored: props.monitored,
      alarms: this.alarms,
      links: props.dashboardLinks,
    });
  }
}
