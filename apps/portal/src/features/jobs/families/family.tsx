import { Button } from '@mui/material';
import type { FailureFamily } from '@trainyard/contracts/failure';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { client } from '../../../live/client.ts';
import { Ago } from '../../../ui/ago.tsx';
import { Glyph } from '../../../ui/glyph.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { useSayFailure } from '../list/use-say-failure.ts';
import css from './families.module.css';

/** One family: what failed, how often and where, the line that says so, and the way out. */
export function Family({ workspace, family }: { workspace: string; family: FailureFamily }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const say = useSayFailure();
  const { kind, count, jobs, firstAt, lastAt, id } = family;
  return (
    <li className={css.family}>
      <div className={css.what}>
        <h2 className={css.title}>
          <Glyph state="failed" /> <span className={css.name}>{say.title(family)}</span>{' '}
          <Tag>{t(`family.kinds.${kind}`)}</Tag>
        </h2>
        <p className={css.facts}>
          <b>{say.times(family)}</b>
          <span>{t('family.jobs', { count: jobs, number: format.count(jobs) })}</span>
          {count > 1 && (
            <span>
              {t('family.first')} <Ago at={firstAt} />
            </span>
          )}
          <span>
            {t('family.last')} <Ago at={lastAt} />
          </span>
        </p>
        <Sample workspace={workspace} family={family} />
        <Link className={css.link} to={addresses.jobs(workspace, `?family=${id}`)}>
          {t('family.showJobs', { count: jobs })}
        </Link>
      </div>
      <Where workspace={workspace} family={family} />
      <WayOut workspace={workspace} family={family} />
    </li>
  );
}

type Part = Readonly<{ workspace: string; family: FailureFamily }>;

/** The newest of its lines, as it was printed, and the way to it. */
function Sample({ workspace, family: { sample } }: Part) {
  const { t } = useTranslation('jobs');
  const { experiment, name, line } = sample;
  if (name === '' || line === null) return null;
  const job = addresses.job({ workspace, experiment, name });
  return (
    <>
      <code className={css.line}>{line.text.trim()}</code>
      <Link className={css.link} to={`${job}?${lineSearch(sample)}`}>
        {t('family.line', { line: line.line + 1, name })}
      </Link>
    </>
  );
}

/** Where the line stands in its job's log, as the job page's address says it. */
function lineSearch({ unit, attemptUid, rank, line }: FailureFamily['sample']): string {
  const [, , , task = '0', kind = 'run', , fd = 'stdout'] = (line?.stream ?? '').split('/');
  const search = new URLSearchParams({ attempt: attemptUid });
  if (unit > 0) search.set('shard', String(unit));
  if (rank === null) search.set('task', task);
  else search.set('rank', String(rank));
  search.set('log', kind);
  if (fd !== 'stdout') search.set('fd', fd);
  search.set('line', String((line?.line ?? 0) + 1));
  return search.toString();
}

/** The nodes and exit codes that it has; where a node stands out, draining it is one click. */
function Where({ workspace, family }: Part) {
  const { t } = useTranslation('jobs');
  const { nodes, exitCodes, suspect, count } = family;
  const at = nodes.find(({ node }) => node === suspect);
  const most = nodes[0]?.count ?? 1;
  return (
    <div className={css.where}>
      <h3 className={css.label}>{t('family.nodes')}</h3>
      <ul className={css.bars}>
        {nodes.slice(0, 4).map(({ node, count: times, known }) => (
          <li key={node} className={node === suspect ? css.suspect : undefined}>
            <bdi className={css.node}>{node}</bdi>
            <span className={css.bar}>
              <i style={{ width: `${(100 * times) / most}%` }} />
            </span>
            <span className={css.number}>{times}</span>
            {!known && <span className={css.quiet}>{t('family.gone')}</span>}
          </li>
        ))}
      </ul>
      {at && (
        <p className={css.finding}>
          {t('family.suspect', { times: at.count, count, node: at.node })}{' '}
          {at.cluster !== null && <Drain {...{ workspace }} cluster={at.cluster} node={at.node} />}
        </p>
      )}
      <p className={css.quiet}>
        {exitCodes
          .map(({ exitCode, count: times }) => {
            const code = exitCode === null ? t('family.noExit') : t('family.exit', { code: exitCode });
            return exitCodes.length === 1 ? code : `${code} (${times})`;
          })
          .join(', ')}
      </p>
    </div>
  );
}

function Drain({ workspace, cluster, node }: { workspace: string; cluster: string; node: string }) {
  const { t } = useTranslation('jobs');
  const toast = useToast();
  const say = useErrorWords();
  const [busy, setBusy] = useState(false);
  const drain = async () => {
    setBusy(true);
    try {
      const { items } = await client.call('listNodes', {
        params: { workspace, name: cluster },
        query: { limit: 1000 },
      });
      const found = items.find(({ name }) => name === node);
      if (found === undefined) return;
      const params = { workspace, name: cluster, node: found.uid };
      await client.call('updateNode', { params, body: { schedulable: false } });
      const back = () =>
        void client
          .call('updateNode', { params, body: { schedulable: true } })
          .catch((error: unknown) => toast(say(error)));
      toast(t('family.drained', { node }), back);
    } catch (error) {
      toast(say(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size="small" disabled={busy} onClick={() => void drain()}>
      {t('family.drain', { node })}
    </Button>
  );
}

/** What was different in the job that went well later. */
function WayOut({ workspace, family: { cure } }: Part) {
  const { t } = useTranslation('jobs');
  const say = useSayFailure();
  if (cure === null) {
    return (
      <div className={css.out}>
        <h3 className={css.label}>{t('family.curedTitle')}</h3>
        <p className={css.quiet}>{t('family.notCured')}</p>
      </div>
    );
  }
  const { failed, cured, changes } = cure;
  const again = addresses.newJob(workspace, `?from=${encodeURIComponent(`${cured.experiment}/${cured.name}`)}`);
  return (
    <div className={css.out}>
      <h3 className={css.label}>{t('family.curedTitle')}</h3>
      <p className={css.quiet}>{t('family.curedText', { failed: failed.name, cured: cured.name })}</p>
      <ul className={css.changes}>
        {changes.length === 0 ? (
          <li>{say.cure(cure)}</li>
        ) : (
          changes.slice(0, 4).map((one) => <li key={one.what}>{say.change(one)}</li>)
        )}
      </ul>
      <LinkButton to={again}>{t('family.resubmit')}</LinkButton>
    </div>
  );
}
