/** The drawing of a chart: made once, made current with each frame of samples, never by a render. */
import {
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useTranslation } from 'react-i18next';
import type uPlot from 'uplot';
import { freshnessOf } from '../../live/freshness.ts';
import type { SeriesPoints } from '../../live/series-points.ts';
import { useColours } from '../colours.ts';
import { useFormat } from '../use-format.ts';
import { useWidth } from '../use-width.ts';
import { align, commonGaps, summarise, valueAt } from './chart-data.ts';
import { type Crosshair, stepCrosshair, timeCrosshair } from './crosshair.ts';
import { marksAt } from './marks.ts';
import { paintOn } from './painter.ts';
import { openPlot } from './plot.ts';
import { onChartKey, type Pointed, usePointing, useWheel } from './pointing.ts';
import { boundsOf, shownSpan, spanOf } from './shown-span.ts';
import css from './time-chart.module.css';
import type { TimeChartProps } from './time-chart.tsx';
import { useUnit } from './use-unit.ts';

interface PlotViewProps extends TimeChartProps {
  over: 'time' | 'step';
  height: number;
  zoom: readonly [number, number] | null;
  onZoom(zoom: readonly [number, number] | null): void;
}

/** What is drawn now; read by the tip and the keys. */
interface Drawn {
  span: [number, number];
  points: SeriesPoints[];
}

export default function PlotView(props: PlotViewProps) {
  const { over, height, zoom, onZoom, title } = props;
  const { t } = useTranslation('ui');
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const width = useWidth(host);
  const age = useRef<HTMLSpanElement>(null);
  const drawn = useRef<Drawn>({ span: [0, 1], points: [] });
  const plot = usePlot(props, host, width, drawn, age);
  const crosshair = over === 'time' ? timeCrosshair : stepCrosshair;
  const { source, windowMs, since } = props;
  const pointed: Pointed = {
    id,
    span: () => drawn.current.span,
    bounds: () => boundsOf(source, windowMs, since),
    timeAt(clientX) {
      const box = plot?.over.getBoundingClientRect();
      return plot && box ? plot.posToVal(Math.min(box.width, Math.max(0, clientX - box.left)), 'x') : undefined;
    },
  };
  const pointing = usePointing(pointed);
  useWheel(host, over === 'time' ? pointed : null);
  const place = ({ nativeEvent }: PointerEvent | React.MouseEvent): number | undefined => {
    const over = plot?.over.getBoundingClientRect();
    return over && plot?.posToVal(nativeEvent.clientX - over.left, 'x');
  };
  const onMove = (event: PointerEvent) => {
    const at = place(event);
    if (at !== undefined && inside(at, drawn.current.span)) crosshair.move(at, id);
  };
  const press = useRef(0);
  const onClick = (event: React.MouseEvent) => {
    const at = place(event);
    // A drag ends in a click too; only what stood still is one.
    if (at !== undefined && Math.abs(event.clientX - press.current) < 4) crosshair.toggle(at, id);
  };
  const overSteps = {
    onPointerDown: (event: PointerEvent) => {
      press.current = event.clientX;
    },
    onPointerMove: onMove,
    onPointerLeave: () => crosshair.leave(),
    onClick,
    onDoubleClick: () => zoom !== null && onZoom(null),
  };
  return (
    <div className={css.plot}>
      {/* The slider below does the same by keys. */}
      <div
        ref={host}
        role="img"
        aria-label={title}
        className={css.host}
        style={{ height }}
        {...(over === 'time' ? pointing : overSteps)}
      />
      <span ref={age} className={css.age} />
      {plot && <Cross {...{ ...props, plot, crosshair, id, drawn, pointed }} help={t('chart.keys')} />}
    </div>
  );
}

const inside = (at: number, [from, to]: readonly [number, number]): boolean => at >= from && at <= to;

/** Makes the plot, and keeps it current while it is seen. */
function usePlot(
  props: PlotViewProps,
  host: React.RefObject<HTMLDivElement | null>,
  width: number,
  drawn: React.RefObject<Drawn>,
  age: React.RefObject<HTMLSpanElement | null>,
): uPlot | null {
  const { lines, source, unit, over, windowMs, since, height, zoom, title } = props;
  const colours = useColours();
  const format = useFormat();
  const say = useUnit();
  const { t } = useTranslation('ui');
  const [plot, setPlot] = useState<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const ready = width > 0;
  const [first] = useState(() => ({ width: 0 }));
  first.width = width;
  useLayoutEffect(() => {
    const element = host.current;
    if (!ready || element === null) return undefined;
    const made = openPlot(element, {
      lines,
      unit,
      over,
      live: source.live,
      colours,
      width: first.width,
      height,
      sayValue: (value) => say(value, unit),
      sayPlace: (at, apart) => (over === 'step' ? format.count(at) : sayTime(at, apart, format)),
      span: () => drawn.current.span,
      gaps: () => commonGaps(drawn.current.points.map(({ gaps }) => gaps)),
      points: () => drawn.current.points,
      marks: () => source.marks?.() ?? [],
      sayLength: (ms) => format.duration(ms),
      onZoom: (from, to) => latest.current.onZoom([from, to]),
    });
    setPlot(made);
    return () => {
      made.destroy();
      setPlot(null);
    };
  }, [ready, lines, unit, over, source, colours, height, say, format, host, drawn, first]);
  useLayoutEffect(() => {
    if (plot && (plot.width !== width || plot.height !== height)) plot.setSize({ width, height });
  }, [plot, width, height]);
  useLayoutEffect(() => {
    if (plot === null) return undefined;
    const draw = () => {
      const span: [number, number] =
        over === 'time' ? shownSpan(source, windowMs, since) : zoom ? [...zoom] : spanOf(source, windowMs, since);
      drawn.current = { span, points: lines.map((line) => line.points(...span)) };
      plot.setData(align(drawn.current.points));
      showAge();
      host.current?.setAttribute('aria-label', summaryOf());
    };
    const showAge = () => {
      const { span } = drawn.current;
      const newest = Math.max(...drawn.current.points.map(({ time }) => time.at(-1) ?? Number.NEGATIVE_INFINITY));
      const ageMs = source.edge() - newest;
      const known = source.budgetMs !== undefined && span[1] >= source.edge() && Number.isFinite(newest);
      const state = known ? freshnessOf(ageMs, source.budgetMs?.() ?? 0) : 'current';
      if (host.current) host.current.dataset.freshness = state;
      if (age.current === null) return;
      const old = format.duration(Math.floor(ageMs / 1_000) * 1_000);
      age.current.textContent =
        state === 'current'
          ? ''
          : state === 'old'
            ? t('old', { age: old })
            : t('chart.gone', { time: format.clock(newest) });
    };
    const summaryOf = () => {
      const parts = drawn.current.points.map(({ value }, at) => {
        const sum = summarise(value);
        const name = lines[at]?.label ?? '';
        if (sum === undefined) return t('chart.none', { name });
        return t('chart.summary', {
          name,
          last: say(sum.last, unit),
          min: say(sum.min, unit),
          max: say(sum.max, unit),
        });
      });
      return `${title}. ${parts.join('. ')}`;
    };
    return paintOn(source, draw);
  }, [plot, lines, source, windowMs, since, zoom, over, unit, title, say, t, format, host, age, drawn]);
  return plot;
}

function sayTime(at: number, apart: number, format: ReturnType<typeof useFormat>): string {
  const date = new Date(at);
  if (date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0)
    return format.instant(at).split(' ').slice(0, 3).join(' ');
  return apart < 60_000 ? format.clock(at) : format.minute(at);
}

interface CrossProps extends PlotViewProps {
  plot: uPlot;
  crosshair: Crosshair;
  id: string;
  drawn: React.RefObject<Drawn>;
  pointed: Pointed;
  help: string;
}

/** The crosshair over a chart, its tip where the hand is, and the slider that moves it by keys. */
function Cross({ plot, crosshair, id, drawn, lines, unit, over, title, help, source, pointed }: CrossProps) {
  const { at, pinned, owner } = useSyncExternalStore(crosshair.subscribe, crosshair.snapshot);
  const { t } = useTranslation('ui');
  const format = useFormat();
  const say = useUnit();
  const line = useRef<HTMLDivElement>(null);
  const [from, to] = drawn.current.span;
  const shown = at !== null && inside(at, drawn.current.span) ? at : null;
  const left = shown === null ? 0 : plot.valToPos(shown, 'x') + plot.over.offsetLeft;
  const words = useMemo(() => {
    if (shown === null) return [];
    // Lines over steps have points only where the program told some.
    const reach = over === 'time' ? Math.max((to - from) / 50, 5_000) : Number.POSITIVE_INFINITY;
    return lines.map(({ label }, place) => {
      const value = valueAt(drawn.current.points[place] ?? { time: [], value: [] }, shown, reach);
      return { label, text: value == null ? t('na') : say(value, unit) };
    });
  }, [shown, from, to, over, lines, drawn, t, say, unit]);
  const sayAt = (place: number) =>
    over === 'time' ? format.clock(place) : `${t('chart.step')} ${format.count(Math.round(place))}`;
  const gap =
    shown === null
      ? undefined
      : commonGaps(drawn.current.points.map(({ gaps }) => gaps)).find((one) => shown >= one.from && shown < one.to);
  // A pinned crosshair stays at its instant while the chart moves on below it.
  useEffect(() => {
    const timer = setInterval(() => {
      if (shown !== null && line.current)
        line.current.style.left = `${plot.valToPos(shown, 'x') + plot.over.offsetLeft}px`;
    }, 1_000);
    return () => clearInterval(timer);
  }, [plot, shown]);
  const marks = shown === null || over === 'step' ? [] : marksAt(source.marks?.() ?? [], shown, (to - from) / 100);
  const onKeyDown = (event: KeyboardEvent) => {
    if (over === 'time') return void onChartKey(event, pointed, plot.over.clientWidth);
    const [low, high] = drawn.current.span;
    const stride = ((high - low) / Math.max(1, plot.over.clientWidth)) * (event.shiftKey ? 32 : 4);
    const here = at ?? high;
    if (event.key === 'ArrowLeft') crosshair.step(Math.max(low, here - stride), id);
    else if (event.key === 'ArrowRight') crosshair.step(Math.min(high, here + stride), id);
    else if (event.key === 'Enter' || event.key === ' ') crosshair.toggle(here, id);
    else if (event.key === 'Escape') crosshair.clear();
    else return;
    event.preventDefault();
  };
  const side = left > plot.width / 2 ? { right: plot.width - left + 8 } : { left: left + 8 };
  const spoken =
    shown === null
      ? help
      : [sayAt(shown), ...words.map(({ label, text }) => `${label} ${text}`), ...marks.map(({ label }) => label)].join(
          ', ',
        );
  return (
    <>
      <div
        role="slider"
        tabIndex={0}
        className={css.keys}
        aria-label={t('chart.crosshair', { name: title })}
        aria-valuemin={from}
        aria-valuemax={to}
        aria-valuenow={shown ?? to}
        aria-valuetext={spoken}
        onKeyDown={onKeyDown}
        onBlur={() => crosshair.leave()}
      />
      {shown !== null && <div ref={line} className={`${css.cross} ${pinned ? css.pinned : ''}`} style={{ left }} />}
      {shown !== null && owner === id && (
        <div className={css.tip} style={side}>
          <span className={css.when}>
            {sayAt(shown)}
            {pinned && <span className={css.quiet}>{t('chart.pinned')}</span>}
          </span>
          {gap && <span className={css.quiet}>{t('chart.gap', { duration: format.duration(gap.to - gap.from) })}</span>}
          {marks.map(({ at: when, label, tone }) => (
            <span key={`${when} ${label}`} className={css.mark} data-tone={tone}>
              {label}
            </span>
          ))}
          {words.map(({ label, text }) => (
            <span key={label} className={css.row}>
              <bdi className={css.quiet}>{label}</bdi>
              <span>{text}</span>
            </span>
          ))}
        </div>
      )}
    </>
  );
}
