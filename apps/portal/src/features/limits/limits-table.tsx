import { Button } from '@mui/material';
import type { Limit } from '@trainyard/contracts/limits';
import { useTranslation } from 'react-i18next';
import { Bar } from '../../ui/bar.tsx';
import { PlainTable, plainTable } from '../../ui/plain-table.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { type AmountName, amountNames } from './limit-draft.ts';
import css from './limits.module.css';

interface LimitsTableProps {
  limits: readonly Limit[];
  onChange: (limit: Limit) => void;
  onRemove: (limit: Limit) => void;
}

/** Limits with what is used of each. */
export function LimitsTable({ limits, onChange, onRemove }: LimitsTableProps) {
  const { t } = useTranslation('limits');
  return (
    <PlainTable
      blocks
      acts
      className={css.table}
      heads={[{ id: 'scope', words: t('scope') }, ...amountNames.map((id) => ({ id, words: t(`amounts.${id}`) }))]}
    >
      {limits.map((limit) => (
        <tr key={limit.uid}>
          <th scope="row">
            {limit.name === '*' ? (
              t(`everyone.${limit.scope}`)
            ) : (
              <>
                <bdi>{limit.name}</bdi> <small>{t(`scopes.${limit.scope}`)}</small>
              </>
            )}
          </th>
          {amountNames.map((name) => (
            <td key={name} data-label={t(`amounts.${name}`)}>
              <Use limit={limit} name={name} />
            </td>
          ))}
          <td className={`${plainTable.end} ${css.acts}`}>
            <Button onClick={() => onChange(limit)}>{t('change')}</Button>
            <Button color="error" onClick={() => onRemove(limit)}>
              {t('remove')}
            </Button>
          </td>
        </tr>
      ))}
    </PlainTable>
  );
}

function Use({ limit: { limits, used }, name }: { limit: Limit; name: AmountName }) {
  const { t } = useTranslation('limits');
  const format = useFormat();
  const most = limits[name];
  const now = used === null ? null : format.quantity(used[name], '');
  if (most === undefined) return <span className={css.quiet}>{now === null ? '' : t('usedOnly', { used: now })}</span>;
  if (used === null || now === null) return t('mostOnly', { most: format.count(most) });
  const part = most === 0 ? 100 : Math.min(100, (100 * used[name]) / most);
  return (
    <span className={css.use}>
      <Bar className={css.bar} parts={[{ look: used[name] >= most ? 'full' : 'used', percent: part }]} />
      {t('used', { used: now, most: format.count(most) })}
    </span>
  );
}
