/**
 * Another way to show the rows of a log: some rows stand for others, which then take no room. Rows stay what they are: their
 * numbers, the scroll bar, hits, selection and links are those of the model. A mode is made for a model and closed with it.
 */
import type { ReactNode } from 'react';
import type { LogModel, LogRow } from './log-model.ts';
import type { RowWords } from './log-row.tsx';
import type { RowList } from './row-list.ts';

/** What a mode is told of a row that it draws. */
export interface ModeRow {
  row: number;
  shown: LogRow;
  words: RowWords;
  /** The row's text with its colours and hits, as every mode shows it; holes and buttons for folded states are in it. */
  text: ReactNode;
  /** Text of its rank's chip: "r3"; undefined where it is of no rank. */
  chip: string | undefined;
  /** Whose it is, in words: "rank 3 on node-2, stderr". */
  label: string;
}

export interface RowMode {
  /** Rows that are drawn now and a screen on either side: what is worth folding. Called at most once a frame. */
  look(from: number, to: number): void;
  /** Rows in the mode's own order, each with a place; without it they stand as they do in the model. */
  list?(rows: number): RowList;
  /** Part of the viewer's width that stays free before a row's text. */
  indent?(row: number): number;
  /** True for a row that another row stands for. */
  hides(row: number): boolean;
  /** The row that stands for a hidden one; a shown one stands for itself. */
  standsFor(row: number): number;
  /** Shows the rows that a row stands for, or hides them again. */
  toggle?(row: number): void;
  /** What stands where a plain row has its chip and its text. */
  draw(of: ModeRow): ReactNode;
  /** Heads of the columns, above the rows; `timed`: one of them is of times. */
  head?(words: RowWords, timed: boolean): ReactNode;
  /** What the footer says of it: "folded 8.4 : 1". */
  note?(words: RowWords): ReactNode;
  close(): void;
}

/** Opens a mode on a model; it calls `changed` when rows look otherwise or others are hidden. */
export type OpenRowMode = (model: LogModel, changed: () => void) => RowMode;
