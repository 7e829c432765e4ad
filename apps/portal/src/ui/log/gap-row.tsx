/** What stands where bytes of a log are missing: which lines they are of, and a way to ask for them again. */
import { useSyncExternalStore } from 'react';
import { useToast } from '../toasts.tsx';
import { useErrorWords } from '../use-error-words.ts';
import { useTexts } from '../use-texts.ts';
import type { GapState, Gaps } from './gaps.ts';
import css from './log-row.module.css';
import type { RowWords } from './log-row.tsx';
import type { HoleShown } from './log-text.ts';

interface GapRowProps {
  shown: HoleShown;
  /** 0-based number of the line that it stands in, or before. */
  number: number;
  stream: string;
  gaps: Gaps;
  words: RowWords;
}

/** One gap. What became of asking stands in it, and is told as it comes. */
export function GapRow({ shown, number, stream, gaps, words: { t, format } }: GapRowProps) {
  const { hole } = shown;
  const { from, to, why } = hole;
  const state = useSyncExternalStore(gaps.subscribe, () => gaps.stateOf(stream, hole));
  const sayState = useSayState({ t, format });
  const toast = useToast();
  const words = from === to ? t('log.lostEnd', { why }) : gapWords(shown, number, { t, format });
  const bytes = t('log.gapBytes', { from: format.count(from), to: format.count(to), size: format.bytes(to - from) });
  const outcome = state === undefined ? (from === to ? '' : why) : sayState(state);
  const ask = async () => {
    await gaps.fetch(stream, hole);
    const after = gaps.stateOf(stream, hole);
    // A row is one line high: on a narrow page the sentence has its room here.
    if (after !== undefined && after.kind !== 'asked') toast(sayState(after));
  };
  return (
    <div className={css.hole} data-hole={`${from}-${to}`} data-gap={state?.kind} title={`${bytes}. ${outcome}`}>
      <span>
        {words}
        {from < to && (
          <button
            type="button"
            className={css.fetch}
            aria-label={t('log.fetchThis', { gap: words })}
            aria-disabled={state?.kind === 'asked' || undefined}
            onClick={() => void ask()}
          >
            {t(state === undefined || state.kind === 'asked' ? 'log.fetch' : 'log.fetchAgain')}
          </button>
        )}
        {outcome}
      </span>
    </div>
  );
}

/** What became of asking, in words. */
function useSayState({ t }: RowWords): (state: GapState) => string {
  const say = useErrorWords();
  const { sayReason } = useTexts();
  return (state) => {
    if (state.kind === 'asked') return t('log.fetching');
    return state.kind === 'gone' ? sayReason(state.reason) : t('log.notFetched', { why: say(state.error) });
  };
}

/** By lines where both edges have a number, else by bytes. */
export function gapWords({ hole, within, open, lines }: HoleShown, number: number, { t, format }: RowWords): string {
  const { from, to } = hole;
  const size = format.bytes(to - from);
  if (lines !== undefined && lines[1] - lines[0] > 1) {
    return t('log.gapLines', { from: format.count(lines[0] + 1), to: format.count(lines[1]), size });
  }
  if (lines !== undefined) return t('log.gapLine', { line: format.count(lines[0] + 1), size });
  if (open) return t('log.hole', { from: format.count(from), to: format.count(to), size });
  const line = format.count(number + 1);
  if (within) return t('log.gapWithin', { line, size });
  return number === 0 ? t('log.gapFirst', { size }) : t('log.gapBetween', { before: format.count(number), line, size });
}
