/** Boxes of machines and of the nodes in them, under the cells of a map: drawn when they move, never with the values. */
import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useColours } from '../colours.ts';
import type { Machine } from './machines.ts';
import { mapContext } from './map-context.ts';
import type { NestedLayout } from './nested-layout.ts';
import css from './node-cells.module.css';

export function MachineBoxes({ layout, machines }: { layout: NestedLayout; machines: readonly Machine[] }) {
  const { t } = useTranslation('ui');
  const canvas = useRef<HTMLCanvasElement>(null);
  const colours = useColours();
  useLayoutEffect(() => {
    if (canvas.current) drawBoxes(canvas.current, layout, colours('--line-2'), colours('--line'));
  }, [layout, colours]);
  return (
    <>
      <canvas ref={canvas} />
      {layout.measure.head > 0 &&
        machines.map(({ name, from, count }, at) => {
          const box = layout.boxes[at];
          const said = name ?? t('heat.machineUntold');
          return (
            box && (
              <span
                key={from}
                className={css.machine}
                style={{ left: box.x + layout.measure.pad, top: box.y + 4, width: box.width - 2 * layout.measure.pad }}
                title={`${said}: ${t('heat.nodes', { count })}`}
                aria-hidden="true"
              >
                {name === null ? said : <bdi>{name}</bdi>}
              </span>
            )
          );
        })}
    </>
  );
}

function drawBoxes(canvas: HTMLCanvasElement, layout: NestedLayout, machine: string, node: string): void {
  const context = mapContext(canvas, layout, window.devicePixelRatio || 1);
  if (context === null) return;
  context.lineWidth = 1;
  const { nodePad } = layout.measure;
  // One path for all of a kind: thousands of strokes would be thousands of states.
  context.beginPath();
  if (nodePad > 0)
    for (const { x, y, width, height } of layout.blocks)
      context.rect(x - nodePad + 0.5, y - nodePad + 0.5, width + 2 * nodePad - 1, height + 2 * nodePad - 1);
  context.strokeStyle = node;
  context.stroke();
  context.beginPath();
  for (const { x, y, width, height } of layout.boxes) context.rect(x + 0.5, y + 0.5, width - 1, height - 1);
  context.strokeStyle = machine;
  context.stroke();
}
