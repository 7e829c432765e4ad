import { useTranslation } from 'react-i18next';
import { Glyph } from '../../ui/glyph.tsx';
import { useErrorWords } from '../../ui/use-error-words.ts';
import type { SessionState } from './session.ts';
import css from './terminal.module.css';

const glyphs = {
  opening: 'preparing',
  open: 'running',
  ended: 'succeeded',
  cut: 'warning',
  refused: 'failed',
} as const;

/** How the session stands, in a sentence that is also heard. */
export function SessionLine({ state }: { state: SessionState }) {
  const { t } = useTranslation('terminal');
  const say = useErrorWords();
  const glyph =
    state.kind === 'ended' && state.exitCode !== 0 && state.exitCode !== null ? 'failed' : glyphs[state.kind];
  return (
    <p className={`${css.line} ${css[state.kind]}`} role="status" data-state={state.kind}>
      <Glyph state={glyph} named={false} />
      <span>{words()}</span>
    </p>
  );

  function words(): string {
    switch (state.kind) {
      case 'opening':
      case 'open':
        return t(`state.${state.kind}`);
      case 'ended':
        if (state.signal !== null) return t('state.signal', { signal: state.signal });
        return state.exitCode === null ? t('state.closed') : t('state.ended', { code: String(state.exitCode) });
      case 'cut':
        return t('state.cut', { why: say(state.error) });
      case 'refused':
        return t('state.refused', { why: say(state.error) });
    }
  }
}
