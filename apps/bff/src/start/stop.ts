/** Undoes one step of the start. */
export type Closing = () => void | Promise<void>;

/** Undoes the steps of the start, the last first; one that fails does not keep the others from theirs. Throws the first failure. */
export async function closeAll(closing: Closing[]): Promise<void> {
  const failures: unknown[] = [];
  for (let step = closing.pop(); step !== undefined; step = closing.pop()) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
