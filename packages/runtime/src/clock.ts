/** Time as a port, so that tests and the simulator own it. */
export interface Clock {
  /** ms since 1970. May jump when the machine's clock is set. */
  now(): number;
  /** ms since some fixed moment; never goes back. */
  monotonic(): number;
  /** Calls `fn` once after `ms`, however long that is; the returned function cancels it. Does not keep a process alive by itself. */
  setTimeout(fn: () => void, ms: number): () => void;
}
