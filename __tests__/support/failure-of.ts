/** The name and the message of the error that a call ends with; `none` without one. */
export const failureOf = (call: Promise<unknown>): Promise<string> =>
  call.then(() => 'none', String);
