/** Calls that wait until a test lets them go on. */
export class HeldCalls {
  private readonly letGo = new Set<() => void>();

  get count(): number {
    return this.letGo.size;
  }

  /** Ends once the call is released, or nobody waits for its answer. */
  async hold(gone: AbortSignal): Promise<void> {
    if (gone.aborted) return;
    await new Promise<void>((resolve) => {
      const letGo = (): void => {
        this.letGo.delete(letGo);
        resolve();
      };
      this.letGo.add(letGo);
      gone.addEventListener('abort', letGo);
    });
  }

  release(): void {
    for (const letGo of this.letGo) letGo();
  }
}
