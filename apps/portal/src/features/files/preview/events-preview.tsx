import { Button } from '@mui/material';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ChartLine, type ChartSource, lookOfLine } from '../../../ui/chart/chart-source.ts';
import { TimeChart } from '../../../ui/chart/time-chart.tsx';
import { useUnit } from '../../../ui/chart/use-unit.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { mostOf } from '../kinds.ts';
import { shownName } from '../paths.ts';
import css from './preview.module.css';
import type { PreviewProps } from './preview-pane.tsx';
import type { EventFile, ScalarLine } from './scalars.ts';
import { Whole } from './whole.tsx';

/** Charts that are drawn at first, and with each further press. */
const chartsAtOnce = 8;

/** The scalars of a TensorBoard event file as charts over steps. */
export function EventsPreview(props: PreviewProps) {
  return (
    <Whole {...props} most={mostOf('events') ?? 0}>
      {(bytes) => <Scalars bytes={bytes} />}
    </Whole>
  );
}

/** Read in a worker; what was read before stays until the new is there. */
function useEvents(bytes: Uint8Array<ArrayBuffer>): EventFile | Error | undefined {
  const [read, setRead] = useState<EventFile | Error>();
  useEffect(() => {
    const worker = new Worker(new URL('./scalars-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<EventFile>) => setRead(data));
    worker.addEventListener('error', ({ message }) => setRead(new Error(message)));
    const copy = bytes.slice().buffer;
    worker.postMessage(copy, [copy]);
    return () => worker.terminate();
  }, [bytes]);
  return read;
}

function Scalars({ bytes }: { bytes: Uint8Array<ArrayBuffer> }) {
  const { t } = useTranslation(['files']);
  const format = useFormat();
  const read = useEvents(bytes);
  const [most, setMost] = useState(chartsAtOnce);
  if (read === undefined) return null;
  if (read instanceof Error) throw read;
  const { lines, others, stopped } = read;
  const drawn = lines.filter(({ step }) => step.length > 1);
  const single = lines.filter(({ step }) => step.length === 1);
  return (
    <div className={css.events}>
      {stopped !== null && <p className={css.note}>{t(`files:stopped.${stopped}`)}</p>}
      {lines.length === 0 && <EmptyState title={t('files:noScalars')} text={t('files:noScalarsText')} />}
      {drawn.slice(0, most).map((line) => (
        <ScalarChart key={line.tag} line={line} />
      ))}
      {drawn.length > most && (
        <Button onClick={() => setMost(most + chartsAtOnce)}>
          {t('files:moreCharts', { count: drawn.length - most })}
        </Button>
      )}
      {single.length > 0 && <Single lines={single} />}
      {others > 0 && <p className={css.note}>{t('files:others', { count: others, n: format.count(others) })}</p>}
    </div>
  );
}

function ScalarChart({ line }: { line: ScalarLine }) {
  const lines = useMemo(() => [chartLine(line)], [line]);
  const source = useMemo(() => sourceOf(line), [line]);
  return (
    <TimeChart
      title={shownName(line.tag)}
      lines={lines}
      source={source}
      unit=""
      windowMs={null}
      over="step"
      height={144}
    />
  );
}

function sourceOf({ step }: ScalarLine): ChartSource {
  return { onFrame: () => () => undefined, edge: () => step.at(-1) ?? 0, start: () => step[0] ?? 0, live: false };
}

function chartLine({ tag, step, value }: ScalarLine): ChartLine {
  return {
    key: tag,
    label: shownName(tag),
    ...lookOfLine(0),
    points(from, to) {
      const first = step.findIndex((one) => one >= from);
      const end = step.findLastIndex((one) => one <= to) + 1;
      const time = first < 0 ? [] : step.slice(first, end);
      const drawn = first < 0 ? [] : value.slice(first, end).map((one) => (Number.isFinite(one) ? one : null));
      return { time, value: drawn, min: drawn, max: drawn, gaps: [] };
    },
  };
}

/** What was told once: a value, no line. */
function Single({ lines }: { lines: readonly ScalarLine[] }) {
  const say = useUnit();
  return (
    <dl className={css.single}>
      {lines.map(({ tag, value }) => (
        <div key={tag}>
          <dt>
            <bdi>{shownName(tag)}</bdi>
          </dt>
          <dd>{say(value[0] ?? Number.NaN, '')}</dd>
        </div>
      ))}
    </dl>
  );
}
