import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import { useTranslation } from 'react-i18next';
import { explainExit } from '../features/jobs/exit-codes.ts';
import { instant, placementOf } from '../features/jobs/job-facts.ts';
import { OutcomeWord } from '../features/jobs/panels/outcome-word.tsx';
import { rankRows } from '../features/jobs/panels/ranks.ts';
import { durations, timelineRows } from '../features/jobs/panels/timeline.ts';
import { PlainTable, plainTable } from '../ui/plain-table.tsx';
import { Tag } from '../ui/tag.tsx';
import { useFormat } from '../ui/use-format.ts';
import { useTexts } from '../ui/use-texts.ts';
import css from './page.module.css';
import { Pane } from './pane.tsx';
import { Scroll } from './scroll.tsx';

/** Rows of a table that is not windowed: what a screen reader and a browser still take well. */
const rowsMost = 256;

/** Every attempt with its phases and its end, and the ranks of the last one. */
export function AttemptsPane({ job, attempts }: { job: Job; attempts: Attempt[] }) {
  const { t } = useTranslation(['capsule', 'jobs', 'ui']);
  const format = useFormat();
  const { sayReason } = useTexts();
  if (attempts.length === 0) return null;
  const createdAt = instant(job.creationTime) ?? 0;
  const endedAt = instant(job.executionInfo.endTime);
  const rows = timelineRows({ createdAt, endedAt, waits: false }, attempts, endedAt ?? createdAt);
  const time = (ms: number | undefined) => (ms === undefined ? t('ui:na') : format.duration(ms));
  const last = attempts.at(-1);
  return (
    <Pane title={t('attempts.title')} meta={format.count(attempts.length)}>
      <Scroll className={css.scroll}>
        <PlainTable
          label={t('attempts.title')}
          heads={[
            { id: 'number', words: t('jobs:page.attempts.number') },
            { id: 'outcome', words: t('jobs:page.attempts.outcome') },
            { id: 'exit', words: t('jobs:page.attempts.exitCode'), end: true },
            { id: 'waited', words: t('jobs:page.attempts.waited'), end: true },
            { id: 'prepared', words: t('jobs:page.attempts.prepared'), end: true },
            { id: 'ran', words: t('jobs:page.attempts.ran'), end: true },
            { id: 'nodes', words: t('jobs:page.attempts.nodes') },
            { id: 'reason', words: t('jobs:page.attempts.reason') },
          ]}
        >
          {attempts.slice(-rowsMost).map((attempt) => {
            const row = rows.find((one) => one.attempt === attempt.number && one.unit === attempt.unit);
            const took = row === undefined ? {} : durations(row);
            const prepared = (took.allocating ?? 0) + (took.starting ?? 0);
            return (
              <tr key={attempt.uid}>
                <th scope="row">{attempt.number}</th>
                <td>
                  <OutcomeWord attempt={attempt} />
                </td>
                <td className={plainTable.end}>{attempt.exitCode ?? t('ui:na')}</td>
                <td className={plainTable.end}>{time(took.queued ?? 0)}</td>
                <td className={plainTable.end}>{time(prepared)}</td>
                <td className={plainTable.end}>{time(took.running)}</td>
                <td>
                  {placementOf(attempt)
                    .nodes.map(({ name }) => name)
                    .join(', ')}
                </td>
                <td>{attempt.reason === null ? '' : sayReason(attempt.reason)}</td>
              </tr>
            );
          })}
        </PlainTable>
        {last !== undefined && <Ranks attempt={last} />}
      </Scroll>
    </Pane>
  );
}

function Ranks({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation(['capsule', 'jobs', 'ui']);
  const rows = rankRows(attempt);
  if (rows.length === 0) return null;
  return (
    <PlainTable
      label={t('attempts.ranks', { number: attempt.number })}
      heads={[
        { id: 'rank', words: t('jobs:page.attempts.rank') },
        { id: 'role', words: t('jobs:page.attempts.role') },
        { id: 'node', words: t('jobs:page.attempts.node') },
        { id: 'exit', words: t('jobs:page.attempts.exitCode'), end: true },
        { id: 'means', words: t('jobs:page.attempts.means') },
      ]}
    >
      {rows
        .filter(({ culprit }, at) => culprit || at < rowsMost)
        .map(({ key, rank, role, node, exitCode, signal, culprit }) => {
          const meaning = explainExit(exitCode, signal);
          return (
            <tr key={key} className={culprit ? css.culprit : undefined}>
              <th scope="row">{role === 'launcher' ? t('jobs:page.attempts.allRanks') : rank}</th>
              <td>{role}</td>
              <td>
                <bdi>{node}</bdi>
              </td>
              <td className={plainTable.end}>{exitCode ?? (signal === null ? t('ui:na') : '')}</td>
              <td>
                {culprit && <Tag>{t('jobs:page.attempts.culprit')}</Tag>}{' '}
                {meaning !== undefined &&
                  t(`jobs:page.exit.${meaning.kind}`, { signal: 'signal' in meaning ? meaning.signal : '' })}
              </td>
            </tr>
          );
        })}
    </PlainTable>
  );
}
