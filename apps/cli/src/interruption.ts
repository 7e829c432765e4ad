/** Ctrl-C of somebody who has seen enough, for verbs that go on until then. */

class Interrupted extends Error {}

/** 128 + SIGINT, as shells count. */
export const interruptedCode = 130;

/**
 * Waits for the work until it is done or somebody interrupts it; answers whether that happened. Errors of the work are thrown. Who interrupted
 * stops the work: it goes on otherwise.
 */
export async function untilInterrupted(work: Promise<unknown>): Promise<boolean> {
  let stop = () => {};
  const interrupted = new Promise<never>((_, reject) => {
    stop = () => reject(new Interrupted());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  });
  try {
    await Promise.race([interrupted, work]);
    return false;
  } catch (error) {
    if (error instanceof Interrupted) return true;
    throw error;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
}
