import type { Attempt } from '@trainyard/contracts/attempt';
import { useTranslation } from 'react-i18next';
import { type GlyphState, StateWord } from '../../../ui/glyph.tsx';

const outcomeGlyphs: Record<NonNullable<Attempt['outcome']>, GlyphState> = {
  succeeded: 'succeeded',
  failed: 'failed',
  stopped: 'terminating',
  lost: 'leaving',
  preempted: 'leaving',
};

/** How an attempt or a task ended; while it goes on, its phase. */
export function OutcomeWord({ attempt }: { attempt: Pick<Attempt, 'outcome' | 'phase'> }) {
  const { t } = useTranslation('jobs');
  const { outcome, phase } = attempt;
  if (outcome !== null) return <StateWord state={outcomeGlyphs[outcome]}>{t(`page.outcome.${outcome}`)}</StateWord>;
  const state = phase === 'running' ? 'running' : phase === 'stopping' ? 'terminating' : 'preparing';
  return <StateWord state={state}>{t(`page.phase.${phase}`)}</StateWord>;
}
