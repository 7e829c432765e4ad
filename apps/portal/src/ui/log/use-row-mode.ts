import { useEffect, useReducer, useState } from 'react';
import type { LogModel } from './log-model.ts';
import type { OpenRowMode, RowMode } from './row-mode.ts';

/** Opens a mode on a model while it is wanted; `version` changes when its rows look otherwise. Null until it is here. */
export function useRowMode(
  model: LogModel | null,
  load: (() => Promise<OpenRowMode>) | undefined,
): { mode: RowMode | null; version: number } {
  const [mode, setMode] = useState<{ of: LogModel; mode: RowMode } | null>(null);
  const [version, changed] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (model === null || load === undefined) return undefined;
    let opened: RowMode | undefined;
    let left = false;
    load().then(
      (open) => {
        if (left) return;
        opened = open(model, changed);
        setMode({ of: model, mode: opened });
      },
      (error: unknown) => console.error('a mode of the log could not be fetched', error),
    );
    return () => {
      left = true;
      opened?.close();
      setMode(null);
    };
  }, [model, load]);
  return { mode: mode !== null && mode.of === model && load !== undefined ? mode.mode : null, version };
}
