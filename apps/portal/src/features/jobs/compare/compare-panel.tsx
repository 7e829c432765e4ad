import type { Attempt } from '@trainyard/contracts/attempt';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useNow } from '../../../live/connection.ts';
import { useArtifacts } from '../../../live/questions.ts';
import { Pane } from '../../../ui/pane.tsx';
import { PlainTable } from '../../../ui/plain-table.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { explainExit } from '../exit-codes.ts';
import { artifactsOf, instant, placementOf } from '../job-facts.ts';
import { OutcomeWord } from '../panels/outcome-word.tsx';
import type { PanelProps } from '../panels/panel.ts';
import { blamedRank } from '../panels/ranks.ts';
import { useLogSearch } from '../panels/tab.ts';
import { timelineRows } from '../panels/timeline.ts';
import css from './compare.module.css';
import { courseOf } from './lost-work.ts';
import { type Piece, pieces, type Split, splitOf } from './splits.ts';

/** Attempts beside each other: what fits a page of 1,440 px. */
const shownMost = 5;
/** Shorter pieces are not worth a row. */
const shortMs = 50;

interface Side {
  attempt: Attempt;
  split: Split;
  /** The piece that goes on. */
  live: Piece | null;
}

/** The last attempts beside each other: how each ended and why, what was lost, where the time went and who could change that. */
export function ComparePanel({ job, attempts }: PanelProps) {
  const { t } = useTranslation(['jobs', 'compare']);
  const now = useNow();
  const createdAt = instant(job.creationTime) ?? now;
  const rows = timelineRows({ createdAt, endedAt: instant(job.executionInfo.endTime), waits: false }, attempts, now);
  const sides = attempts.slice(-shownMost).flatMap((attempt): Side[] => {
    const row = rows.find((one) => one.attempt === attempt.number && one.unit === attempt.unit);
    if (row === undefined) return [];
    const kind = row.segments.find((segment) => segment.live)?.kind ?? null;
    return [{ attempt, split: splitOf(row, attempt), live: kind === 'starting' ? 'rest' : kind }];
  });
  const of = { count: attempts.length, shown: sides.length };
  return (
    <Pane
      title={t('compare:title')}
      meta={attempts.length > sides.length ? t('compare:last', of) : undefined}
      padded={false}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={css.scroll} tabIndex={0} aria-label={t('compare:attempts')}>
        <PlainTable
          label={t('compare:title')}
          className={css.table}
          heads={[
            { id: 'what', words: t('compare:what') },
            ...sides.map(({ attempt: { uid, number } }) => ({ id: uid, words: t('compare:attempt', { number }) })),
            { id: 'who', words: t('compare:who'), className: css.who },
          ]}
        >
          <Ends job={job} sides={sides} />
          <Times sides={sides} />
        </PlainTable>
      </section>
    </Pane>
  );
}

/** What came of each. */
function Ends({ job, sides }: { job: PanelProps['job']; sides: Side[] }) {
  const { t } = useTranslation(['jobs', 'compare', 'ui']);
  const format = useFormat();
  const { sayReason } = useTexts();
  const { data } = useArtifacts(job);
  const files = artifactsOf(job, data ?? []);
  const logOf = useLogSearch();
  const failed = sides.some(({ attempt }) => attempt.culprit !== null);
  const again = sides.some(({ attempt }) => attempt.number > 1);
  const rows: [string, (side: Attempt) => ReactNode][] = [
    [t('compare:ended'), (attempt) => <OutcomeWord attempt={attempt} />],
    [t('compare:why'), ({ reason }) => (reason === null ? '' : sayReason(reason))],
    [t('compare:exit'), (attempt) => <Exit attempt={attempt} />],
    [
      t('compare:nodes'),
      (attempt) =>
        placementOf(attempt)
          .nodes.map(({ name }) => name)
          .join(', '),
    ],
    [
      t('compare:lost'),
      (attempt) => {
        const { lostMs } = courseOf(attempt, files);
        return attempt.outcome === null ? '' : lostMs === null ? t('compare:lostNothing') : format.duration(lostMs);
      },
    ],
  ];
  if (failed) {
    rows.splice(3, 0, [
      t('compare:culprit'),
      ({ culprit }) => (culprit === null ? '' : t('compare:rank', { rank: culprit.rank, node: culprit.node })),
    ]);
  }
  if (again) {
    rows.push([
      t('compare:resumed'),
      (attempt) => {
        const { resumed } = courseOf(attempt, files);
        if (resumed === null) return t('compare:resumedStart');
        return t('compare:resumedFrom', { path: resumed.path, at: format.clock(resumed.at) });
      },
    ]);
  }
  rows.push([
    t('compare:log'),
    (attempt) => {
      const rank = blamedRank(attempt);
      return (
        <Link to={logOf({ attempt: attempt.uid, ...(rank === undefined ? {} : { rank }) })} className={css.link}>
          {t('compare:read')}
        </Link>
      );
    },
  ]);
  return rows.map(([words, cell]) => (
    <tr key={words}>
      <th scope="row">{words}</th>
      {sides.map(({ attempt }) => (
        <td key={attempt.uid}>{cell(attempt)}</td>
      ))}
      <td className={css.who} />
    </tr>
  ));
}

function Exit({ attempt }: { attempt: Attempt }) {
  const { t } = useTranslation(['jobs', 'ui']);
  const { exitCode, culprit, outcome } = attempt;
  if (exitCode === null) return outcome === null ? '' : t('ui:na');
  const meaning = outcome === 'failed' ? explainExit(exitCode, culprit?.signal ?? null) : undefined;
  const words = meaning && t(`jobs:page.exit.${meaning.kind}`, { signal: 'signal' in meaning ? meaning.signal : '' });
  return (
    <>
      {exitCode}
      {words !== undefined && <span className={css.means}>{words}</span>}
    </>
  );
}

/** Where the time went, with a bar on one scale. */
function Times({ sides }: { sides: Side[] }) {
  const { t } = useTranslation(['jobs', 'compare']);
  const format = useFormat();
  const shown = pieces.filter((piece) =>
    sides.some(({ split, live }) => (split[piece] ?? 0) >= shortMs || live === piece),
  );
  const most = Math.max(1, ...sides.flatMap(({ split }) => shown.map((piece) => split[piece] ?? 0)));
  return (
    <>
      <tr className={css.part}>
        <th scope="rowgroup" colSpan={sides.length + 2}>
          {t('compare:time')}
        </th>
      </tr>
      {shown.map((piece) => (
        <tr key={piece}>
          <th scope="row">{t(`compare:piece.${piece}`)}</th>
          {sides.map(({ attempt, split, live }) => {
            const ms = split[piece];
            if (ms === undefined) return <td key={attempt.uid} />;
            const whole = live === piece ? Math.floor(ms / 1_000) * 1_000 : ms;
            return (
              <td key={attempt.uid}>
                <span className={css.time}>
                  {format.duration(whole)}
                  <i className={`${css.bar} ${css[piece]}`} style={{ width: `${(ms / most) * 100}%` }} />
                </span>
              </td>
            );
          })}
          <td className={css.who}>{t(`compare:acts.${piece}`)}</td>
        </tr>
      ))}
    </>
  );
}
