import type { DashboardLinks } from '../../src/constructs/monitoring/service-dashboard';

/** Where a test's dashboard leads to. */
export const dashboardLinks: DashboardLinks = {
  deployments: 'https://code.example/deployed',
  runbook: (alarmId) => `https://code.example/runbook#${alarmId}`,
};
