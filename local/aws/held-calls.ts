/** Calls that wait until a test lets them go on. */
export class HeldCalls {
  private letGo: (() => void)[] = [];

  get count(): number {
    return this.letGo.length;
  }

  /** Ends once the call is released, or nobody waits for its answer. */
  async hold(gone: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      this.letGo.push(resolve);
      gone.addEventListener('abort', () => {
        resolve();
      });
    });
  }

  release(): void {
    for (const letGo of this.letGo.splice(0)) letGo();
  }
}
