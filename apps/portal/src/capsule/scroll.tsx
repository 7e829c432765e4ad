import type { ReactNode } from 'react';

/** What scrolls by itself: reached by keyboard, too. Its pane says what it is. */
export function Scroll({ className, children }: { className: string | undefined; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div className={className} tabIndex={0}>
      {children}
    </div>
  );
}
