import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Construct } from 'constructs';
import { AlarmTopic } from './alarm-topic';
import type { ThresholdOverrides } from './alarm-definitions';
import type { AlarmRegion } from './service-alarms';
import { ServiceAlarms } from './service-alarms';
import type { DashboardLinks } from './service-dashboard';
import { ServiceDashboard } from './service-dashboard';
import type { Monitored } from './service-metrics';

export interface ImageMonitoringProps {
  readonly monitored: Monitored;
  readonly dashboardName: string;
  readonly dashboardLinks: DashboardLinks;
  readonly topicName: string;
  /** What every alarm's name begins with, e.g. `image-service-dev-`. */
  readonly alarmNamePrefix: string;
  /** By the alarm's id. @default the thresholds of the definitions */
  readonly thresholds?: ThresholdOverrides;
  /**
   * Who is told of alarms.
   * @default nobody by e-mail
   */
  readonly emails?: readonly string[];
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
  /** In us-east-1, when that is another region. */
  readonly usEast1Topic: AlarmTopic | undefined;
  readonly alarms: ServiceAlarms;
  readonly dashboard: ServiceDashboard;

  constructor(scope: Construct, id: string, props: ImageMonitoringProps) {
    super(scope, id);
    this.topic = this.createTopic(props);
    this.usEast1Topic = this.createUsEast1Topic(props);
    this.alarms = this.createAlarms(props);
    this.dashboard = this.createDashboard(props);
  }

  private createTopic(props: ImageMonitoringProps): AlarmTopic {
    const { topicName, alarmKeyAlias: keyAlias, emails } = props;
    return new AlarmTopic(this, 'alarm-topic', { topicName, keyAlias, emails: emails ?? [] });
  }

  private createUsEast1Topic(props: ImageMonitoringProps): AlarmTopic | undefined {
    const { topicName, alarmKeyAlias: keyAlias, emails, usEast1Provider } = props;
    if (usEast1Provider === undefined) return undefined;
    return new AlarmTopic(this, 'alarm-topic-us-east-1', {
      topicName,
      keyAlias,
      emails: emails ?? [],
      provider: usEast1Provider,
    });
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
      regions,
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
