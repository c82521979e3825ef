import type { StageConfig } from './schema';

/** The topics that each of a stage's regions has. */
export const TOPICS = ['alarms', 'pages'] as const;
export type StageTopic = (typeof TOPICS)[number];

/** Who a topic is to tell. */
export const emailsOf = (topic: StageTopic, { alarmEmails, pageEmails }: StageConfig) =>
  topic === 'alarms' ? alarmEmails : (pageEmails ?? alarmEmails);
