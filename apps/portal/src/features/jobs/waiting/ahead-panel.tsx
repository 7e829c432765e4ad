import type { Job } from '@trainyard/contracts/job';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { useExplanation } from '../../../live/standing-questions.ts';
import { Pane } from '../../../ui/pane.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import css from './waits.module.css';

/** The jobs that are ahead of a waiting one, nearest first. */
export function AheadPanel({ job }: { job: Job }) {
  const { t } = useTranslation(['jobs', 'waiting']);
  const format = useFormat();
  const { data } = useExplanation(job);
  if (data === undefined || data.position === null) return null;
  const before = data.position - 1 - data.ahead.length;
  return (
    <Pane title={t('waiting:ahead.title')} meta={format.count(data.position - 1)} padded={false}>
      {data.ahead.length === 0 && <p className={css.nothing}>{t('waiting:ahead.none')}</p>}
      <ol>
        {data.ahead.map(({ uid, workspace, experiment, name, nodeCount, priority }) => (
          <li key={uid} className={css.ahead}>
            <Link to={addresses.job({ workspace, experiment, name })}>
              <bdi>{name}</bdi>
            </Link>
            {priority !== 'normal' && <Tag>{t(`page.head.priority.${priority}`)}</Tag>}
            <span className={css.size}>{t('waiting:ahead.nodes', { count: nodeCount })}</span>
          </li>
        ))}
      </ol>
      {before > 0 && <p className={css.nothing}>{t('waiting:ahead.more', { count: before })}</p>}
    </Pane>
  );
}
