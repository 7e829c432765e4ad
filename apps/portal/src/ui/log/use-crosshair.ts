/** The page's crosshair in a log: the line of the instant that a chart is pointed at, and the instant of the line under the hand. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { timeCrosshair } from '../chart/crosshair.ts';
import type { LogModel } from './log-model.ts';

/** Who moves the crosshair, when it is a line of a log. */
const owner = 'log';
/** A pointer that moves over a chart is followed once it rests for so long. */
const restMs = 80;

export interface CrossedRow {
  row: number;
  /** The instant, ms of the server's clock. */
  at: number;
  pinned: boolean;
}

/** Nothing is marked then; the next move asks again. */
function unread(error: unknown): undefined {
  console.error('the times of a log cannot be read', error);
}

/** The last row that was printed by the crosshair's instant; null while nobody points at a chart, or the log began later. */
export function useCrossedRow(model: LogModel | null): CrossedRow | null {
  const [crossed, setCrossed] = useState<CrossedRow | null>(null);
  useEffect(() => {
    if (model === null) return undefined;
    let turn = 0;
    let rest: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      const mine = ++turn;
      clearTimeout(rest);
      const { at, pinned, owner: whose } = timeCrosshair.snapshot();
      if (at === null || whose === owner) return setCrossed(null);
      rest = setTimeout(async () => {
        const row = await model.rowAt(at, () => mine !== turn).catch(unread);
        if (mine === turn) setCrossed(row === undefined ? null : { row, at, pinned });
      }, restMs);
    };
    look();
    const stop = timeCrosshair.subscribe(look);
    return () => {
      stop();
      turn += 1;
      clearTimeout(rest);
      setCrossed(null);
    };
  }, [model]);
  return crossed;
}

/** Marks in all charts when a line was printed: that under the pointer, else the first that is selected. */
export function usePointedRow(model: LogModel | null, selected: number | undefined): (row: number | null) => void {
  const turn = useRef(0);
  const pointed = useRef<number | null>(null);
  const mark = useCallback(
    async (row: number, move: (at: number) => void) => {
      const mine = ++turn.current;
      const at = (await model?.timeOf(row).catch(unread)) ?? 0;
      if (mine === turn.current && at > 0) move(at);
    },
    [model],
  );
  const markSelected = useCallback(() => {
    if (selected !== undefined) void mark(selected, (at) => timeCrosshair.step(at, owner));
  }, [mark, selected]);
  useEffect(() => {
    markSelected();
    return () => {
      turn.current += 1;
      if (timeCrosshair.snapshot().owner === owner) timeCrosshair.clear();
    };
  }, [markSelected]);
  return useCallback(
    (row: number | null) => {
      if (row === pointed.current) return;
      pointed.current = row;
      if (row !== null) return void mark(row, (at) => timeCrosshair.move(at, owner));
      turn.current += 1;
      if (timeCrosshair.snapshot().owner === owner) timeCrosshair.leave();
      markSelected();
    },
    [mark, markSelected],
  );
}
