import type { Page } from 'playwright-core';

/** What the page itself holds of the streams it shows, byte for byte: not what it draws of them. */
export interface HeldLog {
  /** 0-based, the first that is held and one past the last. */
  from: number;
  to: number;
  /** SHA-256 of the lines, each with its newline. */
  sha256: string;
}

/**
 * Runs in the page. The store of the viewer is no global of the page, and nothing was put there for tests: it is found as
 * React's own tools find it, from an element up to the part that was given it.
 */
const read = `(async () => {
  const element = document.querySelector('[role="log"]');
  const key = element && Object.keys(element).find((name) => name.startsWith('__reactFiber$'));
  let fiber = key === undefined ? undefined : element[key];
  while (fiber && fiber.memoizedProps?.model?.sources === undefined) fiber = fiber.return;
  if (!fiber) throw new Error('no log is on the page');
  const held = {};
  for (const { spec, buffer } of fiber.memoizedProps.model.sources) {
    if (buffer === undefined) continue;
    const parts = [];
    for (let line = buffer.firstLine; line < buffer.endLine; line++) {
      parts.push(buffer.get(line).bytes.slice(), Uint8Array.of(10));
    }
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    held[spec.stream] = { from: buffer.firstLine, to: buffer.endLine, sha256 };
  }
  return held;
})()`;

/** By the id of the stream. */
export async function heldLog(page: Page): Promise<Record<string, HeldLog>> {
  return page.evaluate<Record<string, HeldLog>>(read);
}
