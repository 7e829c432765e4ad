import type { LogOverview } from '@trainyard/contracts/api/logs';
import { useEffect, useState } from 'react';
import { readLogOverview } from '../../live/log-search.ts';
import type { LogModel } from './log-model.ts';

/** Parts of a stream: as fine as the strip of a tall window shows it. */
const parts = 800;

/** The server looks through four logs at once for a person; their own search must find room among them. */
const askedAtOnce = 2;

/** Where trouble stands in each stream of a model, as it was when the model was opened; what comes later is tallied by the model. */
export function useOverview(model: LogModel | null): readonly (LogOverview | undefined)[] {
  const [overviews, setOverviews] = useState<{ of: LogModel | null; all: (LogOverview | undefined)[] }>({
    of: null,
    all: [],
  });
  const opened = model?.opened === true;
  useEffect(() => {
    if (model === null || !opened) return undefined;
    const abort = new AbortController();
    const wanted = [...model.sources.entries()].filter(([, { buffer }]) => (buffer?.next ?? 0) > 0);
    const ask = async () => {
      for (let next = wanted.shift(); next && !abort.signal.aborted; next = wanted.shift()) {
        const [at, { spec }] = next;
        try {
          const overview = await readLogOverview(spec.stream, parts, abort.signal);
          setOverviews((before) => {
            const all = before.of === model ? [...before.all] : [];
            all[at] = overview;
            return { of: model, all };
          });
        } catch (error) {
          // The strip then shows what comes from now on.
          if (!abort.signal.aborted) console.error('where trouble stands in a log cannot be read', error);
        }
      }
    };
    for (let one = 0; one < askedAtOnce; one++) void ask();
    return () => abort.abort();
  }, [model, opened]);
  return overviews.of === model ? overviews.all : [];
}
