import { useRef } from 'react';
import type { LiveTask } from './live-tasks.ts';

/** The task that was found first for what was asked; it stays, whatever becomes of it, until another one is asked for. */
export function useKept(found: LiveTask | undefined, asked: string | null): LiveTask | undefined {
  const kept = useRef<{ asked: string | null; task: LiveTask }>(undefined);
  if (kept.current?.asked !== asked) kept.current = undefined;
  if (kept.current === undefined && found !== undefined) kept.current = { asked, task: found };
  return kept.current?.task;
}
