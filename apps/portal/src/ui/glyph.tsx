/** The silhouettes of states: told by shape, colour and word, always the three. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './glyph.module.css';

export const glyphStates = [
  'queued',
  'running',
  'terminating',
  'succeeded',
  'failed',
  'preparing',
  'idle',
  'leaving',
  'unusable',
  'warning',
] as const;
export type GlyphState = (typeof glyphStates)[number];

const line = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.8,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

/** Drawn on 12 × 12. */
const shapes: Record<GlyphState, ReactNode> = {
  queued: <circle cx="6" cy="6" r="4" {...line} />,
  running: <path d="M2.5 1.5v9l8-4.5z" fill="currentColor" />,
  terminating: (
    <>
      <rect x="1.8" y="1.8" width="8.4" height="8.4" {...line} />
      <rect x="4.5" y="4.5" width="3" height="3" fill="currentColor" />
    </>
  ),
  succeeded: <path d="m1.8 6.4 2.9 2.9 5.6-6.3" {...line} />,
  failed: <path d="m2.3 2.3 7.4 7.4m0-7.4-7.4 7.4" {...line} strokeWidth={2.2} />,
  preparing: (
    <>
      <circle cx="6" cy="6" r="4.4" {...line} strokeWidth={1.4} />
      <path d="M6 6V1.6A4.4 4.4 0 0 1 10.4 6z" fill="currentColor" />
    </>
  ),
  idle: <path d="M1.5 6h9" {...line} strokeWidth={2.4} strokeLinecap="butt" />,
  leaving: <path d="M1.5 6h8M6.4 2.6 9.8 6 6.4 9.4" {...line} />,
  unusable: (
    <>
      <circle cx="6" cy="6" r="4.4" {...line} />
      <path d="m3 3 6 6" {...line} />
    </>
  ),
  warning: (
    <>
      <path d="M6 1.3 11 10.5H1z" {...line} strokeWidth={1.4} />
      <path d="M6 4.6v2.6M6 8.8v.2" {...line} strokeWidth={1.4} />
    </>
  ),
};

export function isGlyphState(text: string): text is GlyphState {
  return (glyphStates as readonly string[]).includes(text);
}

interface GlyphProps {
  state: GlyphState;
  /** px; 12 in rows, 9 or 10 in labels of cells. */
  size?: number;
  /** False where the word stands beside it: it is then decoration. */
  named?: boolean;
}

/** The sign of a state. */
export function Glyph({ state, size = 12, named = true }: GlyphProps) {
  const { t } = useTranslation('ui');
  const look = { width: size, height: size, viewBox: '0 0 12 12', className: `${css.glyph} ${css[state]}` };
  if (!named) {
    return (
      <svg {...look} aria-hidden="true">
        {shapes[state]}
      </svg>
    );
  }
  return (
    <svg {...look} role="img" aria-label={t(`state.${state}`)}>
      {shapes[state]}
    </svg>
  );
}

/** A state as sign and word. A state that is not known here (of a newer server) is shown as its word alone. */
export function StateWord({ state, children }: { state: string; children?: ReactNode }) {
  const { t } = useTranslation('ui');
  if (!isGlyphState(state)) return <span className={css.state}>{state}</span>;
  return (
    <span className={`${css.state} ${css[`w${state}`]}`}>
      <Glyph state={state} named={false} />
      {children ?? t(`state.${state}`)}
    </span>
  );
}
