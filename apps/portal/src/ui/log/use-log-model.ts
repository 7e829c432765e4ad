import type { Hole } from '@trainyard/contracts/log-frame';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { connection } from '../../live/connection.ts';
import {
  findLogBytes,
  followLog,
  isEmptyLog,
  isRefusedLog,
  lineOfByte,
  readLog,
  readLogTimes,
} from '../../live/log-stream.ts';
import { gapKey } from './gaps.ts';
import { LogModel } from './log-model.ts';
import type { LogPort, StreamSpec } from './log-source.ts';

const port: LogPort = {
  read: readLog,
  follow: followLog,
  times: readLogTimes,
  find: findLogBytes,
  lineOf: lineOfByte,
  isEmpty: isEmptyLog,
  isRefused: isRefusedLog,
};
const nothing = () => () => undefined;

/**
 * Opens streams while the component lives; other streams are another model. Null for the first moment. A gap that the server can
 * fill by now opens them anew: its lines have numbers then, and those behind it others. `onFilled` is told the gap, once.
 */
export function useLogModel(
  streams: readonly StreamSpec[],
  over: boolean,
  onFilled: (stream: string, hole: Hole) => void,
): LogModel | null {
  const [model, setModel] = useState<LogModel | null>(null);
  const [opening, setOpening] = useState(0);
  const filled = useRef(new Set<string>());
  const latest = useRef(onFilled);
  latest.current = onFilled;
  const onFound = useCallback((stream: string, hole: Hole) => {
    filled.current.add(gapKey(stream, hole));
    setOpening((before) => before + 1);
    latest.current(stream, hole);
  }, []);
  const key = streams.map(({ stream }) => stream).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the streams are the same while their ids are.
  useEffect(() => {
    const isLost = (stream: string) => (hole: Hole) => !filled.current.has(gapKey(stream, hole));
    const specs = streams.map((spec) => ({ ...spec, holes: (spec.holes ?? []).filter(isLost(spec.stream)) }));
    const opened = new LogModel(specs, port, () => connection.now(), onFound);
    setModel(opened);
    const leave = connection.subscribe(() => opened.connection(connection.snapshot()));
    void opened.start();
    return () => {
      leave();
      opened.close();
    };
  }, [key, opening]);
  useSyncExternalStore(model?.subscribe ?? nothing, model?.version ?? (() => 0));
  if (model) model.over = over;
  return model;
}
