import { dashboardName, stackName } from '../config/names';
import { namesOf, removes, type ResourceTypes, type Tagged } from './resource-type';
import { anything, regionsOf, scope } from './scope';

/** Asked for by prefix, as `ops alarms` does, alarms are not looked for by name. */
const anyAlarm = scope('AnyAlarm', (stage) => ({
  resources: regionsOf(stage).map(
    (region) => `arn:aws:cloudwatch:${region}:${stage.account}:alarm:*`,
  ),
}));
const alarms = scope('Alarms', (stage) => ({
  resources: regionsOf(stage).map(
    (region) => `arn:aws:cloudwatch:${region}:${stage.account}:alarm:${stackName(stage.name)}-*`,
  ),
}));
export const dashboards = scope('Dashboards', ({ name, account }) => ({
  resources: [`arn:aws:cloudwatch::${account}:dashboard/${dashboardName(name)}`],
}));

/** Metric and composite alarms are one kind to AWS: they share names and ARNs. */
const ALARM_NAMES = {
  attribute: 'alarm_name',
  allowed: /^.{1,255}$/,
  rule: '1 to 255 characters',
} as const;
const ALARM_TAGGED: Tagged = {
  arn: /^cloudwatch:alarm:(?<name>.+)$/,
  remove: removes('cloudwatch', 'delete-alarms', 'alarm-names'),
};

export const CLOUDWATCH = {
  aws_cloudwatch_composite_alarm: {
    rights: [
      {
        // Composite alarms are neither read nor made by whoever may do so on some resources only.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/permissions-reference-cw.html
        on: anything,
        read: ['cloudwatch:DescribeAlarms'],
        create: ['cloudwatch:PutCompositeAlarm'],
        update: ['cloudwatch:PutCompositeAlarm'],
      },
      {
        on: alarms,
        read: ['cloudwatch:ListTagsForResource'],
        create: ['cloudwatch:TagResource'],
        delete: ['cloudwatch:DeleteAlarms'],
        tag: ['cloudwatch:TagResource', 'cloudwatch:UntagResource'],
      },
    ],
    data: 'none',
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
    names: ALARM_NAMES,
    tagged: ALARM_TAGGED,
  },
  aws_cloudwatch_dashboard: {
    rights: [
      {
        on: dashboards,
        read: ['cloudwatch:GetDashboard'],
        create: ['cloudwatch:PutDashboard'],
        update: ['cloudwatch:PutDashboard'],
        delete: ['cloudwatch:DeleteDashboards'],
      },
    ],
    data: 'none',
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
    names: namesOf('dashboard_name', 255),
  },
  aws_cloudwatch_metric_alarm: {
    rights: [
      { on: anyAlarm, read: ['cloudwatch:DescribeAlarms'] },
      {
        on: alarms,
        read: ['cloudwatch:ListTagsForResource'],
        create: ['cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource'],
        update: ['cloudwatch:PutMetricAlarm'],
        delete: ['cloudwatch:DeleteAlarms'],
        tag: ['cloudwatch:TagResource', 'cloudwatch:UntagResource'],
      },
    ],
    data: 'none',
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    names: ALARM_NAMES,
    tagged: ALARM_TAGGED,
  },
} as const satisfies ResourceTypes;
