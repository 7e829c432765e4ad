/** Stored samples on a grid of time, device by device: for sums that need every sample, of more devices than memory should hold at once. */
import type { SeriesHead } from './series-buffer.ts';
import { runSpan } from './series-chunk.ts';
import { deviceKey, eachStored, type FoundSeries, groups, type Span, Turn } from './series-query.ts';

/** Samples after which others get their turn: nobody waits for these sums by the millisecond. */
const turnSamples = 50_000;

/** One device and metric between two moments. */
export interface SeriesGrid {
  head: SeriesHead;
  /** Samples that are unpacked for it: what it costs. */
  samples: number;
  /** The mean in each `stepMs` of the span, from its start; NaN where there is no sample. */
  cells(stepMs: number): Promise<Float32Array>;
}

/** What was found, put together by device; only what has samples in the span. */
export function gridsOf(found: readonly FoundSeries[], span: Span): SeriesGrid[] {
  const turn = new Turn(turnSamples);
  const inside = found.filter(({ head, runs }) =>
    runs.some((run) => {
      const { from, to } = runSpan(run, head.step);
      return to > span.from && from < span.to;
    }),
  );
  return [...groups(inside, ({ head }) => deviceKey(head)).values()].map((parts) => ({
    head: parts[0].head,
    samples: parts.reduce((sum, { runs }) => sum + runs.reduce((of, { length }) => of + length, 0), 0),
    cells: (stepMs) => cellsOf(parts, span, stepMs, turn),
  }));
}

async function cellsOf(parts: readonly FoundSeries[], span: Span, stepMs: number, turn: Turn): Promise<Float32Array> {
  const length = Math.max(0, Math.ceil((span.to - span.from) / stepMs));
  const sums = new Float64Array(length);
  const counts = new Uint32Array(length);
  await eachStored(parts, span, turn, (time, value) => {
    const at = Math.floor((time - span.from) / stepMs);
    sums[at] = (sums[at] as number) + value;
    counts[at] = (counts[at] as number) + 1;
  });
  // 0 / 0 is NaN: no sample.
  return Float32Array.from(sums, (sum, at) => sum / (counts[at] as number));
}
