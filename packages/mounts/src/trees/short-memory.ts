/** Remembers a few large answers for a short time, the ones used longest ago going first. */
export class ShortMemory<T> {
  readonly #held = new Map<string, { value: T; weight: number; until: number }>();
  readonly #limit: { weight: number; ms: number };
  readonly #now: () => number;
  #weight = 0;

  /** `limit.weight`: of everything held together; `limit.ms`: how long a value is good. `now` counts ms from anywhere, never back. */
  constructor(limit: { weight: number; ms: number }, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
  }

  get(key: string): T | undefined {
    const held = this.#held.get(key);
    if (!held) return undefined;
    this.#forget(key);
    if (held.until <= this.#now()) return undefined;
    this.#held.set(key, held);
    this.#weight += held.weight;
    return held.value;
  }

  set(key: string, value: T, weight: number): void {
    this.#forget(key);
    this.#held.set(key, { value, weight, until: this.#now() + this.#limit.ms });
    this.#weight += weight;
    for (const oldest of this.#held.keys()) {
      if (this.#weight <= this.#limit.weight) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#weight -= this.#held.get(key)?.weight ?? 0;
    this.#held.delete(key);
  }
}
