/** The job under the pointer or the focus, wherever on the page: every map rings its cells. */

let hovered: string | null = null;
const listeners = new Set<() => void>();

/** Says which job is under the hand; null for none. */
export function hoverJob(uid: string | null): void {
  if (uid === hovered) return;
  hovered = uid;
  for (const listener of listeners) listener();
}

/** uid of the job under the hand. */
export const hoveredJob = (): string | null => hovered;

/** Tells of each change until the answered function is called. */
export function onHoveredJob(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
