/** Lines that a link leads to. */
import { useEffect, useRef } from 'react';
import type { LogModel } from './log-model.ts';

/** Lines of one stream, first and last, from 1. */
export interface AskedLines {
  stream: string;
  from: number;
  to: number;
}

/** Calls `go` once with the rows of asked lines, as soon as they have a place. */
export function useAsked(
  model: LogModel | null,
  asked: AskedLines | undefined,
  go: (from: number, to: number) => void,
): void {
  const done = useRef<{ model: LogModel; asked: AskedLines } | undefined>(undefined);
  const version = model?.version() ?? 0;
  const latest = useRef(go);
  latest.current = go;
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines get their place with a version.
  useEffect(() => {
    if (model === null || asked === undefined || !model.opened) return;
    if (done.current?.model === model && done.current.asked === asked) return;
    const source = model.sources.findIndex(({ spec }) => spec.stream === asked.stream);
    const end = model.sources[source]?.buffer?.endLine ?? 0;
    const from = model.rowOf(source, asked.from - 1);
    // A line that is still to come is waited for; of a range that goes beyond the end, what is there is shown.
    if (source === -1 || from === undefined) return;
    done.current = { model, asked };
    latest.current(from, model.rowOf(source, Math.min(asked.to, end) - 1) ?? from);
  }, [model, asked, version]);
}

/** The address of selected rows: of the stream that the first one is of. */
export function linkTo(
  model: LogModel,
  [first, last]: readonly [number, number],
  linkOf: (lines: AskedLines) => string,
): string | undefined {
  const place = model.order.at(first);
  const source = place && model.sources[place.stream];
  if (place === undefined || source === undefined) return undefined;
  let to = place.line;
  // Rows of other streams between them are not the link's.
  for (let row = last; row > first; row--) {
    const end = model.order.at(row);
    if (end?.stream !== place.stream) continue;
    to = end.line;
    break;
  }
  return linkOf({ stream: source.spec.stream, from: place.line + 1, to: to + 1 });
}

/** A line by its number (from 1): of the stream that stands in row `beside`, or else of the first that is so long. */
export function lineBeside(model: LogModel, line: number, beside: number): AskedLines | undefined {
  const near = model.order.at(Math.min(beside, model.rows - 1))?.stream ?? 0;
  const endOf = (at: number) => model.sources[at]?.buffer?.endLine ?? 0;
  const longest = model.sources.reduce((best, _, at) => (endOf(at) > endOf(best) ? at : best), 0);
  const source = line <= endOf(near) ? near : longest;
  const stream = model.sources[source]?.spec.stream;
  const number = Math.min(line, endOf(source));
  return stream === undefined || number === 0 ? undefined : { stream, from: number, to: number };
}
