import { type RefObject, useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import type { LogModel } from './log-model.ts';
import type { RowLook } from './log-rows.tsx';
import { drawnHeight } from './row-height.ts';
import { rowHeight } from './scroll-place.ts';

/** Geist Mono at 12 px, until it is measured. */
const usualCharWidth = 7.2;
/** Below this width of the page line numbers give their room to the text. */
export const narrowMost = 640;

/** How rows look: which columns there are, and how high each row is. `width`: the scroller's, px. */
export function useRowLook(
  model: LogModel | null,
  wrap: boolean,
  width: RefObject<number>,
  root: RefObject<HTMLElement | null>,
): RowLook {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const [charWidth, setCharWidth] = useState(usualCharWidth);
  useLayoutEffect(() => {
    const context = document.createElement('canvas').getContext('2d');
    if (!context || !root.current) return;
    const measure = () => {
      if (!root.current) return;
      context.font = `400 12px ${getComputedStyle(root.current).getPropertyValue('--mono')}`;
      setCharWidth(context.measureText('0'.repeat(100)).width / 100);
    };
    measure();
    void document.fonts.ready.then(measure);
  }, [root]);

  const sources = model?.sources ?? [];
  const ranks = new Set(sources.map(({ spec }) => spec.rank));
  const merged = ranks.size > 1;
  const digits = format.count(Math.max(9_999, ...sources.map(({ buffer }) => buffer?.endLine ?? 0))).length;
  const chip = merged ? Math.max(...sources.map(({ spec }) => `r${spec.rank ?? ''}`.length)) : 0;
  const numbers = window.innerWidth > narrowMost ? digits * charWidth + 24 : 12;
  const room = width.current - numbers - (chip === 0 ? 0 : chip * charWidth + 18) - 16;
  const columns = wrap ? Math.max(8, Math.floor(room / charWidth)) : undefined;

  const dividerOf = (row: number): string | undefined => {
    if (model === null || sources.length < 2) return undefined;
    const { order } = model;
    if (row === order.liveRow && row > 0) return t('log.inOrder');
    if (row >= order.liveRow || !order.begins(row)) return undefined;
    const place = order.at(row);
    return place && sources[place.stream]?.spec.label;
  };
  return {
    digits,
    chip,
    dividerOf,
    heightOf: (row) => drawnHeight(model?.row(row)?.drawn, columns) + (dividerOf(row) === undefined ? 0 : rowHeight),
  };
}
