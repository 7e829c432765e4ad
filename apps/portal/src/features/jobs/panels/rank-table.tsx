import { Button } from '@mui/material';
import type { Attempt } from '@trainyard/contracts/attempt';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Glyph, type GlyphState } from '../../../ui/glyph.tsx';
import { PlainTable, plainTable } from '../../../ui/plain-table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { explainExit } from '../exit-codes.ts';
import css from './rank-table.module.css';
import { hasFailed, type RankRow, rankRows, wasStopped } from './ranks.ts';
import { useLogSearch } from './tab.ts';

/** Rows at first: a screen of them. */
const shownFirst = 64;

/** What each process of an attempt came to, over all nodes. */
export function RankTable({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation(['jobs', 'ui']);
  const [all, setAll] = useState(false);
  const rows = rankRows(attempt);
  if (rows.length === 0) return null;
  // Whoever failed first is seen without asking for more.
  const shown = all ? rows : rows.filter((row, at) => at < shownFirst || row.culprit);
  return (
    <>
      <PlainTable
        label={t('jobs:page.attempts.processes', { number: String(attempt.number) })}
        className={css.table ?? ''}
        heads={[
          { id: 'rank', words: t('jobs:page.attempts.rank') },
          { id: 'role', words: t('jobs:page.attempts.role') },
          { id: 'node', words: t('jobs:page.attempts.node') },
          { id: 'state', words: t('jobs:page.attempts.state') },
          { id: 'exit', words: t('jobs:page.attempts.exitCode'), end: true },
          { id: 'means', words: t('jobs:page.attempts.means'), className: css.means },
        ]}
      >
        {shown.map((row) => (
          <Row key={row.key} row={row} attempt={attempt} />
        ))}
      </PlainTable>
      {shown.length < rows.length && (
        <Button variant="text" onClick={() => setAll(true)}>
          {t('jobs:page.attempts.moreProcesses', { count: rows.length - shown.length })}
        </Button>
      )}
    </>
  );
}

const states = ['waiting', 'running', 'exited'] as const;

function glyphOf(row: RankRow): GlyphState {
  if (row.state === 'running') return 'running';
  if (row.state !== 'exited') return 'queued';
  if (row.exitCode === null && row.signal === null) return 'idle';
  if (wasStopped(row)) return 'terminating';
  return hasFailed(row) ? 'failed' : 'succeeded';
}

function Row({ row, attempt }: { row: RankRow; attempt: Attempt }) {
  const { t } = useTranslation(['jobs', 'ui']);
  const logOf = useLogSearch();
  const { rank, role, node, state, exitCode, signal, launched, culprit } = row;
  const isLauncher = role === 'launcher';
  const known = states.find((one) => one === state);
  const meaning = explainExit(exitCode, signal);
  return (
    <tr className={culprit ? css.culprit : undefined}>
      <th scope="row" className={launched ? css.launched : undefined}>
        <Link
          to={logOf({ rank, attempt: attempt.uid })}
          aria-label={isLauncher ? t('jobs:page.attempts.logOfLauncher') : t('jobs:page.attempts.logOf', { rank })}
        >
          {isLauncher ? t('jobs:page.attempts.allRanks') : rank}
        </Link>
      </th>
      <td>{role}</td>
      <td>
        <bdi>{node}</bdi>
      </td>
      <td className={css.state}>
        <Glyph state={glyphOf(row)} named={false} />
        {known === undefined ? state : t(`jobs:page.attempts.processState.${known}`)}
      </td>
      <td className={plainTable.end}>{exitCode ?? (signal === null ? t('ui:na') : '')}</td>
      <td className={css.means}>
        {culprit && <Tag>{t('jobs:page.attempts.culprit')}</Tag>}{' '}
        {meaning !== undefined &&
          t(`jobs:page.exit.${meaning.kind}`, { signal: 'signal' in meaning ? meaning.signal : '' })}
      </td>
    </tr>
  );
}
