import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Construct } from 'constructs';
import { AlarmTopic } from './alarm-topic';
import type { AlarmDefinition, ThresholdOverrides } from './alarm-definitions';
import { common } from './metric';
import { ServiceAlarms, type AlarmRegion } from './service-alarms';
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

/** What a stage measures, who is told when it is not well, and where to look. */
export class ImageMonitoring extends Construct {
  /** In the stack's region. */
  readonly topic: AlarmTopic;
  readonly pageTopic: AlarmTopic;
  /** In us-east-1, when that is another region. */
  readonly usEast1Topic: AlarmTopic | undefined;
  readonly usEast1PageTopic: AlarmTopic | undefined;
  readonly alarms: ServiceAlarms;
  /** One for each region with alarms that page. */
  readonly unhealthyAlarms: readonly UnhealthyAlarm[];
  readonly dashboard: ServiceDashboard;

  constructor(scope: Construct, id: string, props: ImageMonitoringProps) {
    super(scope, id);
    const { usEast1Provider } = props;
    this.topic = this.createTopic(props, 'alarm-topic');
    this.pageTopic = this.createPageTopic(props, 'page-topic');
    if (usEast1Provider !== undefined) {
      this.usEast1Topic = this.createTopic(props, 'alarm-topic-us-east-1', usEast1Provider);
      this.usEast1PageTopic = this.createPageTopic(props, 'page-topic-us-east-1', usEast1Provider);
    }
    this.alarms = this.createAlarms(props);
    this.unhealthyAlarms = this.createUnhealthyAlarms(props);
    this.dashboard = this.createDashboard(props);
  }

  private createTopic(props: ImageMonitoringProps, id: string, provider?: AwsProvider): AlarmTopic {
    const { topicName, alarmKeyAlias: keyAlias, emails = [] } = props;
    return new AlarmTopic(this, id, { topicName, keyAlias, emails, provider });
  }

  private createPageTopic(
    props: ImageMonitoringProps,
    id: string,
    provider?: AwsProvider,
  ): AlarmTopic {
    const { pageTopicName: topicName, alarmKeyAlias: keyAlias, pageEmails } = props;
    const emails = pageEmails ?? props.emails ?? [];
    return new AlarmTopic(this, id, { topicName, keyAlias, emails, provider });
  }

  private createAlarms(props: ImageMonitoringProps): ServiceAlarms {
    const regions: Record<string, AlarmRegion> = {
      [props.monitored.region]: { topic: this.topic },
    };
    if (this.usEast1Topic !== undefined) {
      regions['us-east-1'] = { topic: this.usEast1Topic, provider: props.usEast1Provider };
    }
    return new ServiceAlarms(this, 'alarms', {
      namePrefix: props.alarmNamePrefix,
      monitored: props.monitored,
      thresholds: props.thresholds ?? {},
      ...(props.definitions !== undefined && { definitions: props.definitions }),
      regions,
    });
  }

  private createUnhealthyAlarms(props: ImageMonitoringProps): UnhealthyAlarm[] {
    const here = this.createUnhealthyAlarm(props, 'unhealthy-alarm', props.monitored.region, {
      topic: this.pageTopic,
    });
    if (this.usEast1PageTopic === undefined) return [here];
    const usEast1 = { topic: this.usEast1PageTopic, provider: props.usEast1Provider };
    return [
      here,
      this.createUnhealthyAlarm(props, 'unhealthy-alarm-us-east-1', 'us-east-1', usEast1),
    ];
  }

  private createUnhealthyAlarm(
    { alarmNamePrefix, unhealthyAlarm }: ImageMonitoringProps,
    id: string,
    region: string,
    of: AlarmRegion,
  ): UnhealthyAlarm {
    return new UnhealthyAlarm(this, id, {
      ...of,
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
