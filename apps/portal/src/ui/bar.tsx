import type { ReactNode } from 'react';
import css from './bar.module.css';

/** A part of the whole, in percent of it. */
export interface BarPart {
  look: 'succeeded' | 'failed' | 'running' | 'used' | 'full' | 'lent';
  percent: number;
}

interface BarProps {
  parts: readonly BarPart[];
  thin?: boolean;
  /** What is heard of it; without it the bar is only seen, and words beside it say the same. */
  progress?: { label: string; now: number; most: number; words?: string };
  className?: string | undefined;
  /** Marks upon it. */
  children?: ReactNode;
}

/** How much of a whole is done, used or lent. */
export function Bar({ parts, thin = false, progress, className = '', children }: BarProps) {
  const heard =
    progress === undefined
      ? ({ 'aria-hidden': true } as const)
      : ({
          role: 'progressbar',
          'aria-label': progress.label,
          'aria-valuemin': 0,
          'aria-valuemax': progress.most,
          'aria-valuenow': progress.now,
          'aria-valuetext': progress.words,
          title: progress.words,
        } as const);
  return (
    <span className={`${css.bar} ${thin ? css.thin : ''} ${className}`} {...heard}>
      {parts.map(({ look, percent }) => (
        <i key={look} className={css[look]} style={{ width: `${percent}%` }} />
      ))}
      {children}
    </span>
  );
}
