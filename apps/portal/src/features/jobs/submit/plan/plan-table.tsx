import { ChevronDown, ChevronRight } from 'lucide-react';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PlainTable } from '../../../../ui/plain-table.tsx';
import css from './plan-table.module.css';
import { logName, type Together } from './together.ts';

/** Which node starts what: a row for ranks that start the same, each opens to its variables. */
export function PlanTable({ runs }: { runs: readonly Together[] }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (rank: number) => {
    const next = new Set(open);
    if (!next.delete(rank)) next.add(rank);
    setOpen(next);
  };
  return (
    <PlainTable
      label={t('submit:plan')}
      blocks
      className={css.table ?? ''}
      heads={[
        { id: 'node', words: t('submit:planHead.node') },
        { id: 'ranks', words: t('submit:planHead.ranks') },
        { id: 'role', words: t('submit:planHead.role') },
        { id: 'command', words: t('submit:planHead.command'), className: css.command },
        { id: 'log', words: t('submit:planHead.log') },
        { id: 'environment', words: t('submit:planHead.environment') },
      ]}
    >
      {runs.map((run) => {
        const { rank } = run.first;
        return <Row key={rank} run={run} open={open.has(rank)} onToggle={() => toggle(rank)} />;
      })}
    </PlainTable>
  );
}

/** Characters that two lines of a command take on the narrowest page that has columns. */
const longCommand = 120;

interface RowProps {
  run: Together;
  open: boolean;
  onToggle: () => void;
}

function Row({ run: { first, last }, open, onToggle }: RowProps) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { task, rank, role, command, env, log, startedBy } = first;
  const variables = Object.entries(env);
  const several = last.rank > rank;
  // A launcher is no rank: it has the number after theirs.
  const ranks =
    role === 'launcher'
      ? t('submit:launcherRank')
      : several
        ? t('submit:ranks', { rank, last: last.rank })
        : t('submit:rank', { rank });
  /** More than the two lines that a row shows of a command. */
  const long = command.includes('\n') || command.length > longCommand;
  const more =
    variables.length > 0
      ? t('submit:environmentOf', { rank, count: variables.length })
      : t('submit:wholeCommandOf', { role });
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <Fragment>
      <tr>
        <th scope="row">{t('submit:planNode', { task })}</th>
        <td>{ranks}</td>
        <td>
          {role}
          {startedBy === 'launcher' && <span className={css.by}> {t('submit:byLauncher')}</span>}
        </td>
        <td className={css.command}>
          <code>{command}</code>
        </td>
        <td>
          <code>{logName(log)}</code>
          {several && log !== last.log && <code>{` … ${logName(last.log)}`}</code>}
        </td>
        <td>
          {(variables.length > 0 || long) && (
            <button type="button" className={css.open} aria-expanded={open} aria-label={more} onClick={onToggle}>
              <Chevron size={14} strokeWidth={1.5} aria-hidden />
              {variables.length > 0 ? t('submit:variablesOf', { count: variables.length }) : t('submit:wholeCommand')}
            </button>
          )}
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={6} className={css.inside}>
            {long && <pre className={css.whole}>{command}</pre>}
            {several && <p className={css.by}>{more}</p>}
            {variables.length > 0 && (
              <pre className={css.env}>{variables.map(([name, value]) => `${name}=${value}`).join('\n')}</pre>
            )}
          </td>
        </tr>
      )}
    </Fragment>
  );
}
