/** How many jobs waited over the last day. */
import type { Activity } from '@trainyard/contracts/activity';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Level, plotLook } from '../../ui/chart/axes.tsx';
import { Pane } from '../../ui/pane.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useWidth } from '../../ui/use-width.ts';
import css from './queue-depth-pane.module.css';

const [height, left, bottom, top, right] = [96, 28, 18, 8, 12];
const hours6 = 6 * 3_600_000;

export function QueueDepthPane({ activity }: { activity: Activity | undefined }) {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const { medianWaitMs = null, started = 0 } = activity ?? {};
  return (
    <Pane
      title={t('depth.title')}
      meta={medianWaitMs !== null && t('depth.median', { wait: format.duration(medianWaitMs), count: started })}
      padded={false}
    >
      <div className={css.frame}>{activity && <Plot activity={activity} />}</div>
    </Pane>
  );
}

function Plot({ activity: { from, stepMs, waiting, waitingNow } }: { activity: Activity }) {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const width = Math.max(200, useWidth(box));
  const most = Math.max(1, ...waiting);
  const to = from + stepMs * waiting.length;
  const x = (at: number) => left + ((at - from) / (to - from)) * (width - left - right);
  const y = (depth: number) => height - bottom - (depth / most) * (height - bottom - top);
  const line = waiting.map((depth, at) => {
    const start = x(from + at * stepMs);
    return at === 0 ? `M${start} ${y(depth)}` : `H${start}V${y(depth)}`;
  });
  // A step tells the most that waited in it, and its end is now.
  const path = `${line.join('')}H${x(to)}V${y(waitingNow)}`;
  const ticks = Array.from({ length: 5 }, (_, at) => Math.ceil(from / hours6) * hours6 + at * hours6).filter(
    (at) => at > from + hours6 / 4 && at < to - hours6 / 4,
  );
  const label = t('depth.plot', { most: format.count(Math.max(...waiting)), last: format.count(waitingNow) });
  return (
    <div ref={box}>
      <svg width={width} height={height} role="img" aria-label={label}>
        {[0, most].map((depth) => (
          <Level
            key={depth}
            {...{ left, right: width - right, y: y(depth), base: depth === 0, words: format.count(depth) }}
          />
        ))}
        {ticks.map((at) => (
          <text key={at} className={plotLook.label} x={x(at)} y={height - 4} textAnchor="middle">
            {format.minute(at)}
          </text>
        ))}
        <path className={css.area} d={`${path}V${y(0)}H${left}Z`} />
        <path className={css.line} d={path} />
        <circle className={css.dot} cx={x(to)} cy={y(waitingNow)} r="2.5" />
      </svg>
    </div>
  );
}
