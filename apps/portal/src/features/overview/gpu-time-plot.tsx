/** A day of GPUs as three nested areas; what was allocated and not measured is hatched. */
import type { GpuTimeSum } from '@trainyard/contracts/gpu-time';
import { memo, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Level, plotLook } from '../../ui/chart/axes.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useWidth } from '../../ui/use-width.ts';
import css from './gpu-time-pane.module.css';

const [height, left, bottom, top, right] = [108, 28, 18, 8, 12];
const hours6 = 6 * 3_600_000;

interface PlotProps {
  from: number;
  to: number;
  stepMs: number;
  steps: GpuTimeSum['steps'];
}

/** The areas from the back to the front; each lies within the one before. */
const areas = [
  ['measured', 'allocated'],
  ['busy', 'busy'],
  ['useful', 'useful'],
] as const;

/** A whole number of GPUs above all, whose half is whole, too, where there is more than one. */
function topOf(gpus: number): number {
  const whole = Math.max(1, Math.ceil(gpus - 1e-6));
  const step = whole === 1 ? 1 : whole <= 50 ? 2 : 10;
  return Math.ceil(whole / step) * step;
}

export const GpuTimePlot = memo(function GpuTimePlot({ from, to, stepMs, steps }: PlotProps) {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const hatch = useId();
  const box = useRef<HTMLDivElement>(null);
  const width = Math.max(200, useWidth(box));
  const peak = Math.max(...steps.map(({ allocated }) => allocated));
  const most = topOf(peak);
  const x = (at: number) => left + ((at - from) / (to - from)) * (width - left - right);
  const y = (gpus: number) => height - bottom - (gpus / most) * (height - bottom - top);
  const area = (part: keyof PlotProps['steps'][number]) => {
    const line = steps.map((step, at) => `V${y(step[part])}H${x(Math.min(to, from + (at + 1) * stepMs))}`);
    return `M${left} ${y(0)}${line.join('')}V${y(0)}Z`;
  };
  const ticks = Array.from({ length: 5 }, (_, at) => Math.ceil(from / hours6) * hours6 + at * hours6).filter(
    (at) => at > from + hours6 / 4 && at < to - hours6 / 4,
  );
  const last = steps.at(-1);
  const say = (gpus: number) => format.quantity(gpus, '');
  const label = t('gpuTime.plot', {
    most: say(peak),
    allocated: say(last?.allocated ?? 0),
    busy: say(last?.busy ?? 0),
    useful: say(last?.useful ?? 0),
  });
  return (
    <div ref={box}>
      <svg className={css.plot} width={width} height={height} role="img" aria-label={label}>
        <defs>
          <pattern id={hatch} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path d="M0 0V4" className={css.hatchLine} />
          </pattern>
        </defs>
        {(most % 2 === 0 ? [0, most / 2, most] : [0, most]).map((gpus) => (
          <Level
            key={gpus}
            {...{ left, right: width - right, y: y(gpus), base: gpus === 0, words: format.count(gpus) }}
          />
        ))}
        {ticks.map((at) => (
          <text key={at} className={plotLook.label} x={x(at)} y={height - 4} textAnchor="middle">
            {format.minute(at)}
          </text>
        ))}
        <path d={area('allocated')} fill={`url(#${hatch})`} />
        {areas.map(([part, kind]) => (
          <path key={kind} d={area(part)} data-kind={kind} />
        ))}
      </svg>
    </div>
  );
});
