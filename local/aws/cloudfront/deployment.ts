/** The time that a change takes to reach the edge: long enough to be seen, short enough to wait for. */
export const DEPLOYMENT_MS = 1000;
