/** The bearer token for files: new with each connection, and waited for while there is none. */
export class ServerToken {
  #token: string | undefined;
  #waiting: (() => void)[] = [];

  set(token: string): void {
    this.#token = token;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  clear(): void {
    this.#token = undefined;
  }

  async get(signal: AbortSignal): Promise<string> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#token !== undefined) return this.#token;
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}
