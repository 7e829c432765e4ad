import { useEffect, useState, useSyncExternalStore } from 'react';
import { connection } from '../../live/connection.ts';
import { followLog, isEmptyLog, isRefusedLog, readLog } from '../../live/log-stream.ts';
import { LogModel } from './log-model.ts';
import type { StreamSpec } from './log-source.ts';

const port = { read: readLog, follow: followLog, isEmpty: isEmptyLog, isRefused: isRefusedLog };
const nothing = () => () => undefined;

/** Opens streams while the component lives; other streams are another model. Null for the first moment. */
export function useLogModel(streams: readonly StreamSpec[], over: boolean): LogModel | null {
  const [model, setModel] = useState<LogModel | null>(null);
  const key = streams.map(({ stream }) => stream).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the streams are the same while their ids are.
  useEffect(() => {
    const opened = new LogModel(streams, port, () => connection.now());
    setModel(opened);
    const leave = connection.subscribe(() => opened.connection(connection.snapshot()));
    void opened.start();
    return () => {
      leave();
      opened.close();
    };
  }, [key]);
  useSyncExternalStore(model?.subscribe ?? nothing, model?.version ?? (() => 0));
  if (model) model.over = over;
  return model;
}
