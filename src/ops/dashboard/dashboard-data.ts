import type { CloudWatchClient, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { GetDashboardCommand, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import { UserError } from '../../config/user-error';
import type { GraphWidget, Line } from '../../constructs/monitoring/widgets';
import { stageAlarms, type StageAlarm } from '../alarms/stage-alarms';
import { explainAwsError } from '../../aws/clients';
import type { StageMonitoring } from '../../aws/monitoring-clients';
import { graphQueries, isGraph, learnReferences } from './graph-queries';
import type { PageSeries } from '../../pages/dashboard-page';
import type { StageDashboard } from './stage-dashboard';

export interface DashboardData {
  /** By graph, then by the line's id. */
  readonly points: ReadonlyMap<GraphWidget, ReadonlyMap<string, PageSeries['points']>>;
  /** The titles of graphs whose data CloudWatch could not give. */
  readonly failed: readonly string[];
  readonly alarms: ReadonlyMap<string, StageAlarm>;
}

const DAY = 24 * 3600;

/** A day; what is measured once a day needs more to be a line. */
export function shownTime({ properties: { period } }: GraphWidget, now: Date) {
  const length = period >= DAY ? 14 * DAY : DAY;
  const to = Math.ceil(now.getTime() / 1000 / period) * period;
  return { from: to - length, to };
}

/**
 * Asks AWS for everything that the dashboard shows.
 * @throws UserError when the stage is not deployed, or AWS does not say.
 */
export async function dashboardData(
  monitoring: StageMonitoring,
  dashboard: StageDashboard,
  now: () => Date,
): Promise<DashboardData> {
  const alarms = await stageAlarms(monitoring);
  try {
    const deployed = await deployedLines(
      monitoring.clients(dashboard.region).cloudwatch,
      dashboard,
    );
    const known = learnReferences(dashboard.widgets, deployed);
    const points = new Map<GraphWidget, ReadonlyMap<string, PageSeries['points']>>();
    const failed: string[] = [];
    // One after the other: a graph may ask for thousands of points.
    for (const graph of dashboard.widgets.filter(isGraph)) {
      const { region, title } = graph.properties;
      const queries = graphQueries(graph, known);
      try {
        points.set(
          graph,
          await pointsOf(monitoring.clients(region).cloudwatch, queries, graph, now()),
        );
      } catch (error) {
        // What concerns one graph only is no reason to leave the others empty.
        if (explainAwsError(error, monitoring.env) instanceof UserError) throw error;
        failed.push(title);
      }
    }
    return { points, failed, alarms: new Map(alarms.map((alarm) => [alarm.name, alarm])) };
  } catch (error) {
    throw explainAwsError(error, monitoring.env);
  }
}

const body = z.object({
  widgets: z.array(
    z.object({
      properties: z.object({
        metrics: z.array(z.array(z.union([z.string(), z.object({})]))).default([]),
      }),
    }),
  ),
});

async function deployedLines(client: CloudWatchClient, { name }: StageDashboard): Promise<Line[]> {
  try {
    const { DashboardBody = '{}' } = await client.send(
      new GetDashboardCommand({ DashboardName: name }),
    );
    const parsed = body.safeParse(JSON.parse(DashboardBody));
    return parsed.success
      ? parsed.data.widgets.flatMap(({ properties }) => properties.metrics)
      : [];
  } catch (error) {
    if (!(error as Error).name.includes('NotFound')) throw error;
    throw new UserError(`there is no dashboard ${name}: the deploy has not finished`);
  }
}

async function pointsOf(
  client: CloudWatchClient,
  queries: MetricDataQuery[] | undefined,
  graph: GraphWidget,
  now: Date,
): Promise<ReadonlyMap<string, PageSeries['points']>> {
  const points = new Map<string, [number, number][]>();
  if (queries === undefined) return points;
  const { from, to } = shownTime(graph, now);
  const input = {
    MetricDataQueries: queries,
    StartTime: new Date(from * 1000),
    EndTime: new Date(to * 1000),
    ScanBy: 'TimestampAscending' as const,
  };
  for await (const { MetricDataResults = [] } of paginateGetMetricData({ client }, input)) {
    for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults) {
      const own = points.get(Id) ?? [];
      own.push(
        ...Timestamps.map((time, index): [number, number] => [
          Math.floor(time.getTime() / 1000),
          Values[index] ?? 0,
        ]),
      );
      points.set(Id, own);
    }
  }
  return points;
}
