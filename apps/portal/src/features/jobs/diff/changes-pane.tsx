import type { Job } from '@trainyard/contracts/job';
import { submissionDiff } from '@trainyard/contracts/job-diff';
import { submittedBody } from '@trainyard/contracts/submitted-body';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Pane } from '../../../ui/pane.tsx';
import type { Body } from '../submit/body.ts';
import css from './diff.module.css';
import { DiffTable } from './diff-table.tsx';

/** What is changed of the job that this one is made from, as it is being written. */
export function ChangesPane({ source, body }: { source: Job; body: Body }) {
  const { t } = useTranslation(['jobs', 'diff']);
  const changes = useMemo(() => submissionDiff(submittedBody(source), body), [source, body]);
  const title = t('diff:changes', { name: source.name });
  return (
    <Pane title={title} meta={changes.length === 0 ? undefined : String(changes.length)} padded={false}>
      {changes.length === 0 ? (
        <p className={css.note}>{t('diff:unchanged', { name: source.name })}</p>
      ) : (
        <div className={css.low}>
          <DiffTable changes={changes} label={title} />
        </div>
      )}
    </Pane>
  );
}
