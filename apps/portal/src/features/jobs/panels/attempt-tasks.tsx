import type { Attempt } from '@trainyard/contracts/attempt';
import type { Job } from '@trainyard/contracts/job';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import css from './attempts-panel.module.css';
import { OutcomeWord } from './outcome-word.tsx';
import { RankTable } from './rank-table.tsx';
import { useStepName, useStepWords } from './use-step-words.ts';

type Task = Attempt['tasks'][number];

/** The tasks of one attempt: where each ran and what it is at; and its processes over all nodes, by rank. */
export function AttemptTasks({ job, attempt }: { job: Job; attempt: Attempt }) {
  const { t } = useTranslation('jobs');
  const mayEnter = job.can.operate === true && attempt.phase === 'running';
  const enter = ({ index }: Task) => addresses.taskTerminal(job, `${attempt.unit}/${attempt.number}/${index}`);
  return (
    <>
      <ul className={css.tasks}>
        {attempt.tasks.map((task) => (
          <li key={task.index} className={css.taskLine}>
            <TaskWords task={task} />
            {mayEnter && task.phase === 'running' && (
              <Link to={enter(task)} className={css.enter}>
                {t('actions.verb.terminal')}
              </Link>
            )}
          </li>
        ))}
      </ul>
      <RankTable attempt={attempt} />
    </>
  );
}

function TaskWords({ task }: { task: Task }) {
  const { t } = useTranslation('jobs');
  const { sayReason } = useTexts();
  const stepName = useStepName();
  const steps = useStepWords()({ tasks: [task] });
  return (
    <>
      <b>{t('page.attempts.task', { index: String(task.index) })}</b>
      <bdi>{task.node.name}</bdi>
      <OutcomeWord attempt={task} />
      {task.outcome === null && task.phase !== 'running' && task.step !== null && <span>{stepName(task.step)}</span>}
      {task.gpuIds.length > 0 && <span>{t('page.attempts.gpus', { ids: task.gpuIds.join(', ') })}</span>}
      {steps !== '' && <span>{`${t('page.attempts.steps')}: ${steps}`}</span>}
      {task.volumes.map(
        ({ at, label, reason }) =>
          reason !== null && (
            <span key={at} className={css.reason}>
              <bdi>{label}</bdi>
              {`: ${sayReason(reason)}`}
            </span>
          ),
      )}
      {task.reason !== null && <span className={css.reason}>{sayReason(task.reason)}</span>}
    </>
  );
}
