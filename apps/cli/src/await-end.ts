/** Waiting until something is gone or over, with a line at a terminal that says for how long. */
import { setTimeout as rest } from 'node:timers/promises';
import { Fault } from '@trainyard/contracts/errors';
import type { Context } from './context.ts';
import { statusLine } from './output/status-line.ts';

/** Most deletions are over in a moment; a question each half a second is light. */
const askMs = 500;

/** Asks until `isOver` says so; undefined when the thing is gone, or another of its name stands in its place. */
export async function until<T extends { uid: string }>(
  context: Context,
  doing: string,
  ask: () => Promise<T>,
  isOver: (now: T) => boolean,
): Promise<T | undefined> {
  const line = statusLine(context.terminal);
  const began = performance.now();
  let first: string | undefined;
  try {
    for (;;) {
      const now = await orGone(ask);
      first ??= now?.uid;
      if (now === undefined || now.uid !== first) return undefined;
      if (isOver(now)) return now;
      line.show(`${doing}: ${Math.round((performance.now() - began) / 1000)} s`);
      await rest(askMs);
    }
  } finally {
    line.end();
  }
}

/** Waits until what was deleted is gone. */
export async function untilGone<T extends { uid: string }>(
  context: Context,
  doing: string,
  ask: () => Promise<T>,
): Promise<void> {
  await until(context, doing, ask, () => false);
}

async function orGone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Fault && error.status === 404) return undefined;
    throw error;
  }
}
