import type { Terminal } from '../terminal.ts';
import { plainText } from './plain-text.ts';

/** Redrawn at most so often: a thousand small files pass in a second. */
const everyMs = 100;

export interface StatusLine {
  /** Says how far the work is, in place of what was said before. `last`: drawn in any case. */
  show(text: string, last?: boolean): void;
  /** Takes the line away. */
  end(): void;
}

/** One line on stderr that is drawn over and over while work takes long; nothing where nobody sits. */
export function statusLine({ err }: Terminal): StatusLine {
  let drawnAt = 0;
  return {
    show(text, last = false) {
      if (err.isTTY !== true || (!last && Date.now() - drawnAt < everyMs)) return;
      drawnAt = Date.now();
      // A line that wraps could not be taken back.
      const room = Math.max(1, (err.columns || 80) - 1);
      err.write(`\r\u001b[K${[...plainText(text)].slice(0, room).join('')}`);
    },
    end() {
      if (drawnAt > 0) err.write('\r\u001b[K');
      drawnAt = 0;
    },
  };
}
