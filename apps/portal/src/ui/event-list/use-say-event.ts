import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { isGlyphState } from '../glyph.tsx';
import { useTexts } from '../use-texts.ts';
import type { ReadEvent } from './read-event.ts';

/** Nouns that an event is about by themselves; what stands around them is left out of the sentence. */
const whole = new Set(['workspace', 'experiment', 'cluster', 'node', 'job', 'token', 'reservation']);

const glyphs: Partial<Record<ReadEvent['sentence'], string>> = {
  nodeAsked: 'preparing',
  nodeSilent: 'warning',
  nodeToGo: 'leaving',
  held: 'queued',
  letGo: 'queued',
  preempted: 'leaving',
  found: 'warning',
  submitted: 'queued',
  waits: 'queued',
  requeued: 'queued',
  started: 'running',
  terminating: 'terminating',
  succeeded: 'succeeded',
  failed: 'failed',
};

/** Words of states, phases and outcomes; a word of a newer server is said as it is. */
const known = [
  ...['allocating', 'starting', 'running', 'stopping', 'ended', 'succeeded', 'failed', 'stopped', 'lost', 'preempted'],
  ...['queued', 'terminating', 'preparing', 'idle', 'leaving', 'unusable', 'creating', 'deleting'],
] as const;
type Known = (typeof known)[number];
const isKnown = (word: string): word is Known => (known as readonly string[]).includes(word);

/** What events happen to, in the order in which they are offered. */
export const kinds = [
  ...['workspace', 'experiment', 'cluster', 'node', 'job', 'unit', 'attempt', 'task', 'allocation', 'artifact'],
  ...['token', 'reservation', 'limit'],
] as const;
type Kind = (typeof kinds)[number];
export const isKind = (word: string): word is Kind => (kinds as readonly string[]).includes(word);

export interface SaidEvent {
  sentence: string;
  glyph: string | undefined;
  /** Empty when no reason is given. */
  why: string;
}

/** Says an event in the language in force. */
export function useSayEvent(): (read: ReadEvent) => SaidEvent {
  const { t } = useTranslation('ui');
  const { sayReason } = useTexts();
  return useCallback(
    ({ sentence, subject, state, value = '', reasons }) => {
      const from = Math.max(
        0,
        subject.findLastIndex(({ kind }) => whole.has(kind)),
      );
      const what = subject
        .slice(from)
        .map(({ kind, name }) => t('event.noun', { kind: isKind(kind) ? t(`event.kind.${kind}`) : kind, name }))
        .join(', ');
      const moved = state === undefined ? '' : isKnown(state) ? t(`event.state.${state}`) : state;
      const glyph = glyphs[sentence] ?? (state !== undefined && isGlyphState(state) ? state : undefined);
      return {
        sentence: t(`event.say.${sentence}`, { what, state: moved, value }),
        glyph,
        why: reasons.map(sayReason).join(' · '),
      };
    },
    [t, sayReason],
  );
}
