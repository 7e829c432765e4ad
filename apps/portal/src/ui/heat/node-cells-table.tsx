import { useTranslation } from 'react-i18next';
import { useNow } from '../../live/connection.ts';
import type { SeriesStore } from '../../live/series-store.ts';
import type { Device } from './cells.ts';
import css from './node-cells.module.css';
import { type CellQuantity, readCell } from './read-cells.ts';
import { useCellWords } from './use-cell-words.ts';

interface NodeCellsTableProps {
  devices: readonly Device[][];
  store: SeriesStore | null;
  quantity?: CellQuantity;
  label: string;
}

/** The same as the cells, in words: one row a GPU. Renews itself once a second. */
export function NodeCellsTable({ devices, store, quantity = 'use', label }: NodeCellsTableProps) {
  const { t } = useTranslation('ui');
  const say = useCellWords();
  const now = useNow();
  return (
    <table className={css.table} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t('heat.device')}</th>
          <th scope="col">{t(`heat.${quantity}`)}</th>
        </tr>
      </thead>
      <tbody>
        {devices.flat().map((device) => (
          <tr key={`${device.node.uid}/${device.gpu?.uuid ?? ''}`}>
            <th scope="row">
              <bdi>{say.device(device)}</bdi>
            </th>
            <td>{say.cell(readCell(store, device, quantity, now), device)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
