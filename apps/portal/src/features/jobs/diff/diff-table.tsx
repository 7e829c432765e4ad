import type { FieldChange } from '@trainyard/contracts/job-diff';
import { useTranslation } from 'react-i18next';
import { PlainTable } from '../../../ui/plain-table.tsx';
import css from './diff.module.css';

/** What differs, a field a row; of a command its own words: `--batch_size 48 → 32`. */
export function DiffTable({ changes, label }: { changes: readonly FieldChange[]; label: string }) {
  const { t } = useTranslation(['jobs', 'diff']);
  return (
    <PlainTable
      label={label}
      className={css.table}
      heads={[
        { id: 'field', words: t('diff:field') },
        { id: 'before', words: t('diff:before') },
        { id: 'after', words: t('diff:after') },
      ]}
    >
      {changes
        .flatMap((change) => rowsOf(change))
        .map((row) => (
          <tr key={row.key}>
            <th scope="row">
              <code>{row.field}</code>
              {row.name !== null && <code className={css.word}>{row.name}</code>}
            </th>
            <td>{row.before === undefined ? <Absent /> : <del>{row.before}</del>}</td>
            <td>{row.after === undefined ? <Absent /> : <ins>{row.after}</ins>}</td>
          </tr>
        ))}
    </PlainTable>
  );
}

function Absent() {
  const { t } = useTranslation(['jobs', 'diff']);
  return <span className={css.absent}>{t('diff:absent')}</span>;
}

interface Row {
  key: string;
  field: string;
  name: string | null;
  before: string | undefined;
  after: string | undefined;
}

function rowsOf({ path, before, after, words }: FieldChange): Row[] {
  if (words === null || words.length === 0) {
    return [{ key: path, field: path, name: null, before: textOf(before), after: textOf(after) }];
  }
  return words.map((word, at) => ({
    key: `${path}/${at}`,
    field: path,
    name: word.name,
    before: word.before ?? undefined,
    after: word.after ?? undefined,
  }));
}

const textOf = (value: unknown): string | undefined =>
  value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
