/** How high a row is drawn, from its text alone: what is not on the screen cannot be measured. Pure. */
import type { DrawnLine } from './log-text.ts';
import { rowHeight } from './scroll-place.ts';

/** Characters of the button that tells of folded updates or of a cut. */
const buttonChars = 24;

/** `columns`: characters that fit a line; undefined when lines are not wrapped. */
export function drawnHeight(drawn: DrawnLine | undefined, columns: number | undefined): number {
  if (drawn === undefined) return rowHeight;
  if (columns === undefined) return drawn.pieces.length * rowHeight;
  let lines = 0;
  for (const piece of drawn.pieces) {
    const button = drawn.updates > 0 || drawn.rest > 0 ? buttonChars : 0;
    lines += piece.kind === 'hole' ? 1 : Math.max(1, Math.ceil((piece.text.length + button) / columns));
  }
  return lines * rowHeight;
}
