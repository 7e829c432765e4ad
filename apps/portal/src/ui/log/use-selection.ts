import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useToast } from '../toasts.tsx';
import type { LogModel } from './log-model.ts';
import { lineText } from './log-text.ts';

/** Lines copied or saved at once: what a clipboard and an editor take without a pause. */
const linesMost = 50_000;

/** Selected rows, first and last. */
export type Selected = readonly [number, number] | null;

export interface Selection {
  rows: Selected;
  set(rows: Selected): void;
  /** Selects a row, or takes it back; `extend`: all from what is selected to it. */
  onSelect(row: number, extend: boolean): void;
  /** Copies rows [from, to), read where they are not here. */
  copy(from: number, to: number): Promise<void>;
  /** Saves rows [from, to) as a file of that name. */
  save(from: number, to: number, name: string): Promise<void>;
}

/** Rows that a person chose. */
export function useSelection(model: LogModel | null): Selection {
  const { t } = useTranslation('ui');
  const toast = useToast();
  const [chosen, setChosen] = useState<{ of: LogModel | null; rows: Selected }>({ of: null, rows: null });
  const set = useCallback((rows: Selected) => setChosen({ of: model, rows }), [model]);
  const onSelect = useCallback(
    (row: number, extend: boolean) =>
      setChosen(({ of, rows: before }) => {
        const held = of === model ? before : null;
        if (extend && held) return { of: model, rows: [Math.min(held[0], row), Math.max(held[1], row)] };
        return { of: model, rows: held && held[0] === row && held[1] === row ? null : [row, row] };
      }),
    [model],
  );
  const text = async (from: number, to: number): Promise<string> => {
    const lines = (await model?.read(from, Math.min(to, from + linesMost))) ?? [];
    return `${lines.map((line) => lineText(line, Number.MAX_SAFE_INTEGER)).join('\n')}\n`;
  };
  return {
    rows: chosen.of === model ? chosen.rows : null,
    set,
    onSelect,
    async copy(from, to) {
      await navigator.clipboard.writeText(await text(from, to));
      toast(t('copied'));
    },
    async save(from, to, name) {
      const url = URL.createObjectURL(new Blob([await text(from, to)], { type: 'text/plain' }));
      const link = document.createElement('a');
      link.href = url;
      link.download = `${name}.log`;
      link.click();
      URL.revokeObjectURL(url);
    },
  };
}
