/** How long what ended jobs left is kept, as it is typed. Pure. */
import type { Kept, Retention } from '@trainyard/contracts/retention';
import { readDuration } from '../../../ui/form/read-duration.ts';

export const keptKinds: readonly Kept[] = ['logs', 'outputs', 'series'];

/** Empty: for ever. */
export type RetentionDraft = Record<Kept, string>;

export function typedRetention(retention: Retention): RetentionDraft {
  const textOf = (kept: Kept): string => {
    const time = retention[kept];
    return time === undefined || time === 'forever' ? '' : time;
  };
  return { logs: textOf('logs'), outputs: textOf('outputs'), series: textOf('series') };
}

/** The body; what is no duration stays as it is, and the contract refuses it. */
export function retentionOf(draft: RetentionDraft): Record<Kept, string> {
  const timeOf = (text: string): string => (text.trim() === '' ? 'forever' : (readDuration(text) ?? text.trim()));
  return { logs: timeOf(draft.logs), outputs: timeOf(draft.outputs), series: timeOf(draft.series) };
}

/** The question that a fault is about. */
export const keptAt = (path: string): Kept | undefined => keptKinds.find((kept) => path === `retention.${kept}`);
