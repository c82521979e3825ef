/** Settings of the machine-local AWS; they never reach a synthesized stack. */
export const LOCAL_VARIABLES = ['IMAGE_SERVICE_LOCAL_PORT'] as const;
