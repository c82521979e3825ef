import { z } from 'zod';
import { AwsError } from '../errors';
import type { HistoryItem } from './history';
import { checked, list, time } from './protocols';

const LARGEST_PAGE = 100;

const historyInput = z.object({
  AlarmName: z.string().optional(),
  AlarmTypes: list.default([]),
  HistoryItemType: z.string().optional(),
  StartDate: time.optional(),
  EndDate: time.optional(),
  MaxRecords: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(LARGEST_PAGE),
  NextToken: z.string().optional(),
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
});

type HistoryInput = z.infer<typeof historyInput>;

/** One page of what `DescribeAlarmHistory` asks for, out of an account's and region's history. */
export function describeHistory(
  history: readonly HistoryItem[],
  sent: unknown,
): Readonly<Record<string, unknown>> {
  const input = checked(historyInput, sent);
  const chosen = history.filter((item) => isAskedFor(item, input));
  if (input.ScanBy === 'TimestampDescending') chosen.reverse();
  const start = input.NextToken === undefined ? 0 : startAfter(chosen, input.NextToken);
  const shown = chosen.slice(start, start + input.MaxRecords);
  const last = shown.at(-1);
  const isTruncated = start + input.MaxRecords < chosen.length;
  return {
    AlarmHistoryItems: shown.map((item) => {
      const { id: _, ...described } = item;
      return described;
    }),
    ...(isTruncated && last && { NextToken: tokenOf(last) }),
  };
}

function isAskedFor(item: HistoryItem, input: HistoryInput): boolean {
  const { AlarmName, AlarmTypes, HistoryItemType, StartDate, EndDate } = input;
  const at = item.Timestamp * 1000;
  return (
    (AlarmName === undefined || AlarmName === item.AlarmName) &&
    (AlarmTypes.length === 0 ? ['MetricAlarm'] : AlarmTypes).includes(item.AlarmType) &&
    (HistoryItemType === undefined || HistoryItemType === item.HistoryItemType) &&
    (StartDate === undefined || at >= StartDate) &&
    (EndDate === undefined || at <= EndDate)
  );
}

function tokenOf({ id }: HistoryItem): string {
  return Buffer.from(String(id)).toString('base64url');
}

function startAfter(items: readonly HistoryItem[], token: string): number {
  const found = items.findIndex((item) => tokenOf(item) === token);
  if (found === -1) throw new AwsError('InvalidNextToken', 400, 'Invalid nextToken');
  return found + 1;
}
