import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useUnit } from '../chart/use-unit.ts';
import { type Device, type HeatSum, holderOf, type Reading } from './cells.ts';
import type { CellQuantity } from './scale.ts';

const units = { use: 'percent', memory: 'percent', temperature: 'celsius', power: 'watts', job: 'percent' } as const;

/** What cells and maps of cells say in words. */
export function useCellWords() {
  const { t } = useTranslation('ui');
  const unit = useUnit();
  return useMemo(() => {
    const value = (of: number, quantity: CellQuantity) => unit(Math.round(of), units[quantity]);
    /** The job that holds a device; undefined where none does. */
    const holder = (device: Device): string | undefined => {
      const job = holderOf(device);
      return job && (job.name ?? t('heat.foreign'));
    };
    return {
      value,
      /** The summary of a map. */
      sum(label: string, nodes: number, { held, free, unknown, mean }: HeatSum, quantity: CellQuantity): string {
        const parts: string[] = [t('heat.nodes', { count: nodes }), t('heat.held', { count: held })];
        if (mean !== null) parts.push(t('heat.mean', { value: value(mean, quantity) }));
        if (free > 0) parts.push(t('heat.free', { count: free }));
        if (unknown > 0) parts.push(t('heat.unknown', { count: unknown }));
        return `${label}: ${parts.join(', ')}`;
      },
      holder,
      device: ({ node, gpu }: Device): string =>
        gpu === null ? `${node.name}, CPU` : `${node.name}, GPU ${gpu.index}`,
      cell(reading: Reading, device: Device, quantity: CellQuantity): string {
        if (reading.kind === 'free') return t('heat.freeCell');
        const said = reading.kind === 'na' ? t('na') : value(reading.value, quantity);
        return [said, holder(device)].filter(Boolean).join(', ');
      },
    };
  }, [t, unit]);
}
