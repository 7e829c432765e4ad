/**
 * Where a list of rows is scrolled to, as the row at its upper edge: rows may be of any number and height, and what is added
 * below moves nothing. Pure.
 */

/** The usual row, px. */
export const rowHeight = 18;

/** Browsers cut elements off at about 16.7 million px (Firefox) and 33 million (Chromium); this is safe on all. */
export const scrollHeightMost = 8_000_000;

export interface Place {
  /** The row at the upper edge. */
  row: number;
  /** How much of it is above the edge, px. */
  px: number;
}

type HeightOf = (row: number) => number;

/** The place from which the last row just ends at the lower edge; the first row when all fit. */
export function lastPlace(rows: number, viewport: number, heightOf: HeightOf): Place {
  let left = viewport;
  for (let row = rows - 1; row >= 0; row--) {
    const height = heightOf(row);
    if (height >= left) return { row, px: height - left };
    left -= height;
  }
  return { row: 0, px: 0 };
}

/** True when `a` is nearer to the end than `b`. */
export function isBelow(a: Place, b: Place): boolean {
  return a.row > b.row || (a.row === b.row && a.px > b.px);
}

/** The place `delta` px further down (up when negative), held between the first row and the last place. */
export function moved(place: Place, delta: number, rows: number, viewport: number, heightOf: HeightOf): Place {
  let { row } = place;
  let px = place.px + delta;
  while (px < 0 && row > 0) {
    row -= 1;
    px += heightOf(row);
  }
  while (row < rows - 1 && px >= heightOf(row)) {
    px -= heightOf(row);
    row += 1;
  }
  const last = lastPlace(rows, viewport, heightOf);
  const next = { row, px: Math.max(0, px) };
  return isBelow(next, last) ? last : next;
}

/** Height of the scrolled content, px: true while it is small, else scaled down. */
export function contentHeight(rows: number, viewport: number): number {
  return Math.max(viewport, Math.min(rows * rowHeight, scrollHeightMost));
}

/** True where a px of the scroll bar stands for more than a px of the rows. */
export function isScaled(rows: number): boolean {
  return rows * rowHeight > scrollHeightMost;
}

/** The place that a position of the scroll bar stands for. */
export function placeAt(scrollTop: number, rows: number, viewport: number, heightOf: HeightOf): Place {
  const most = contentHeight(rows, viewport) - viewport;
  const last = lastPlace(rows, viewport, heightOf);
  if (most <= 0 || scrollTop >= most) return scrollTop > 0 || most <= 0 ? last : { row: 0, px: 0 };
  const share = (scrollTop / most) * (last.row + last.px / rowHeight);
  const row = Math.floor(share);
  return { row, px: Math.min((share - row) * heightOf(row), heightOf(row) - 1) };
}

/** The position of the scroll bar that stands for a place. */
export function scrollTopOf(place: Place, rows: number, viewport: number, heightOf: HeightOf): number {
  const most = contentHeight(rows, viewport) - viewport;
  const last = lastPlace(rows, viewport, heightOf);
  const whole = last.row + last.px / rowHeight;
  if (most <= 0 || whole <= 0) return 0;
  if (!isBelow(last, place)) return most;
  return Math.min(most, (most * (place.row + place.px / heightOf(place.row))) / whole);
}
