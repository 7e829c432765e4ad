import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../use-format.ts';
import { type Cell, type Device, type HeatSum, holderOf } from './cells.ts';

/** What cells and maps of cells say in words. */
export function useCellWords() {
  const { t } = useTranslation('ui');
  const format = useFormat();
  return useMemo(
    () => ({
      /** The summary of a map. */
      sum(label: string, nodes: number, { held, free, unknown, mean }: HeatSum): string {
        const parts: string[] = [t('heat.nodes', { count: nodes }), t('heat.held', { count: held })];
        if (mean !== null) parts.push(t('heat.mean', { value: format.percent(mean) }));
        if (free > 0) parts.push(t('heat.free', { count: free }));
        if (unknown > 0) parts.push(t('heat.unknown', { count: unknown }));
        return `${label}: ${parts.join(', ')}`;
      },
      device: ({ node, gpu }: Device): string =>
        gpu === null ? `${node.name}, CPU` : `${node.name}, GPU ${gpu.index}`,
      cell(cell: Cell, device: Device): string {
        const holder = holderOf(device)?.name;
        if (cell.kind === 'value') return [format.percent(cell.percent), holder].filter(Boolean).join(', ');
        return cell.kind === 'free' ? t('heat.freeCell') : [t('na'), holder].filter(Boolean).join(', ');
      },
    }),
    [t, format],
  );
}
