const github = (repository: string): string => `https://github.com/${repository}`;

/** The runbook's section on an alarm, by the id of its definition, as it stands on `main`, which is deployed. */
export const alarmRunbookUrl = (repository: string, alarmId: string): string =>
  `${github(repository)}/blob/main/docs/runbook.md#alarm-${alarmId}`;

/**
 * GitHub's deployments to the environment of the stage, which the deploy workflow names: each with its
 * commit, the active one marked.
 * https://docs.github.com/en/actions/deployment/managing-your-deployments/viewing-deployment-history
 */
export const deploymentsUrl = (repository: string, stage: string): string =>
  `${github(repository)}/deployments/${stage}`;

export const commitUrl = (repository: string, sha: string): string =>
  `${github(repository)}/commit/${sha}`;
