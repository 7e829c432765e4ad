/** Lines of a log's streams as the braid takes them. */
import type { BraidLane, BraidLine } from '@trainyard/logs/braid/braid';
import type { LogLine } from '../log-buffer.ts';
import type { LogModel } from '../log-model.ts';
import type { LogSource } from '../log-source.ts';
import { lineText } from '../log-text.ts';

/** A stream as a lane: its rank, and its phase and output, which keep lines apart. */
export function laneOf({ spec }: LogSource): BraidLane {
  const parts = spec.stream.split('/');
  return { rank: spec.rank ?? null, kind: `${parts.at(-3) ?? ''} ${parts.at(-1) ?? ''}` };
}

/** A line to fold. One that is not here, or of which something was lost, folds with none: nothing of it may be hidden. */
export function braidLine(number: number, line: LogLine | undefined, time: number): BraidLine {
  const text = line === undefined || line.holes.length > 0 ? `\u0000${number}` : lineText(line);
  return { number, time, text };
}

/** The first line of each stream that stands at or after a row. */
export function lanesAt(model: LogModel, row: number): number[] {
  return model.sources.map((_, stream) => {
    let low = 0;
    let high = model.order.nextOf(stream);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((model.order.rowOf(stream, middle) ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Reads when lines [from, to) of a stream were printed, unless it is known; what cannot be had stays unknown. */
export async function readTimes(source: LogSource, from: number, to: number): Promise<void> {
  let known = true;
  for (let line = from; known && line < to; line++) known = source.timeOf(line) !== undefined;
  if (known) return;
  try {
    source.times.put(from, [...(await source.readTimes(from, to))]);
  } catch (error) {
    console.error('the times of a log cannot be read', error);
  }
}
