import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import type { LogModel } from './log-model.ts';
import type { RowLook } from './log-rows.tsx';
import type { LogSection } from './log-source.ts';
import { drawnHeight } from './row-height.ts';
import type { RowList } from './row-list.ts';
import type { RowMode } from './row-mode.ts';
import { rowHeight } from './scroll-place.ts';
import { clockWords, gapWords, sinceWords, type TimeChoice, timeChars } from './time-words.ts';

/** Geist Mono at 12 px, until it is measured. */
const usualCharWidth = 7.2;
/** Below this width of the page line numbers give their room to the text. */
export const narrowMost = 640;

interface LookOptions {
  wrap: boolean;
  time: TimeChoice;
  mode: RowMode | null;
  /** Which rows are shown. */
  list: RowList;
  /** The scroller's, px. */
  width: RefObject<number>;
  root: RefObject<HTMLElement | null>;
}

/** How rows look: which columns there are, what stands in them, and how high each row is. */
export function useRowLook(model: LogModel | null, { wrap, time, mode, list, width, root }: LookOptions): RowLook {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const charWidth = useCharWidth(root);
  const sources = model?.sources ?? [];
  const ranks = new Set(sources.map(({ spec }) => spec.rank));
  const merged = ranks.size > 1;
  const digits = format.count(Math.max(9_999, ...sources.map(({ buffer }) => buffer?.endLine ?? 0))).length;
  const chip = merged ? Math.max(...sources.map(({ spec }) => `r${spec.rank ?? ''}`.length)) : 0;
  const numbers = window.innerWidth > narrowMost ? digits * charWidth + 24 : 12;
  const times = timeChars[time.kind] === 0 ? 0 : timeChars[time.kind] * charWidth + 10;
  const room = width.current - numbers - times - (chip === 0 ? 0 : chip * charWidth + 18) - 16;
  const columnsOf = (row: number): number | undefined => {
    if (!wrap) return undefined;
    const indent = (mode?.indent?.(row) ?? 0) * width.current;
    return Math.max(8, Math.floor((room - indent) / charWidth));
  };
  const timeOf = useTimeOf(model, time);

  const sectionAt = (row: number): LogSection | undefined => {
    const place = model?.order.at(row);
    return place && model?.sources[place.stream]?.spec.section;
  };
  const dividerOf = (row: number): string | undefined => {
    if (model === null || sources.length < 2 || model.order.sorting) return undefined;
    const { order } = model;
    const section = sectionAt(row);
    if (section !== undefined) {
      const index = list.indexOf(row);
      if (index === 0 || sectionAt(list.rowAt(index - 1))?.key !== section.key) return section.title;
    }
    const timedFrom = order.timedFrom;
    if (row >= timedFrom) return row === timedFrom && row > 0 ? t('log.inOrder') : undefined;
    if (!order.begins(row)) return undefined;
    const place = order.at(row);
    return place && sources[place.stream]?.spec.label;
  };
  return {
    digits,
    chip,
    time: timeChars[time.kind],
    timeOf,
    dividerOf,
    heightOf: (row) => {
      if (mode?.hides(row) === true) return 0;
      return drawnHeight(model?.row(row)?.drawn, columnsOf(row)) + (dividerOf(row) === undefined ? 0 : rowHeight);
    },
  };
}

/** px of a character of the log's face. */
function useCharWidth(root: RefObject<HTMLElement | null>): number {
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
  return charWidth;
}

/** What stands in the time column; empty where the time is not known. */
function useTimeOf(model: LogModel | null, { kind, zone }: TimeChoice): RowLook['timeOf'] {
  const { t } = useTranslation('ui');
  const opened = model?.opened === true;
  useEffect(() => {
    if (kind === 'start' && opened) for (const source of model?.sources ?? []) source.wantTime(0);
  }, [model, opened, kind]);
  if (kind === 'off' || model === null) return () => undefined;
  const firsts = model.sources.map((source) => source.timeOf(0) ?? 0).filter((at) => at > 0);
  const first = Math.min(...firsts);
  return (row) => {
    const shown = timeIn(model, row);
    if (shown === undefined) return '';
    if (shown === 0) return t('log.noTime');
    if (kind === 'clock') return clockWords(shown, zone);
    if (kind === 'start') return firsts.length === 0 ? '' : sinceWords(shown - first);
    const before = row === 0 ? 0 : (timeIn(model, row - 1) ?? 0);
    return before === 0 ? '' : gapWords(shown - before);
  };
}

function timeIn(model: LogModel, row: number): number | undefined {
  const place = model.order.at(row);
  return place && model.sources[place.stream]?.timeOf(place.line);
}
