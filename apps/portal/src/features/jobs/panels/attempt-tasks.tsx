import type { Attempt } from '@trainyard/contracts/attempt';
import { useTranslation } from 'react-i18next';
import { useTexts } from '../../../ui/use-texts.ts';
import css from './attempts-panel.module.css';
import { OutcomeWord } from './outcome-word.tsx';
import { useStepName, useStepWords } from './use-step-words.ts';

type Task = Attempt['tasks'][number];

/** The tasks of one attempt: where each ran, what it is at, and its processes by rank. */
export function AttemptTasks({ job, attempt }: { job: Job; attempt: Attempt }) {
  const { t } = useTranslation('jobs');
  const mayEnter = job.can.operate === true;
  return (
    <ul className={css.tasks}>
      {attempt.tasks.map((task) => (
        <li key={task.index}>
          <TaskLine task={task} />
          {task.phase === 'running' && mayEnter && (
            <Link className={css.terminal} to={addresses.taskTerminal(job, `${attempt.unit}/${attempt.number}/${task.index}`)}>
              {t('actions.verb.terminal')}
            </Link>
          )}
          <Processes task={task} />
        </li>
      ))}
    </ul>
  );
}

function TaskLine({ task }: { task: Task }) {
  const { t } = useTranslation('jobs');
  const { sayReason } = useTexts();
  const stepName = useStepName();
  const steps = useStepWords()({ tasks: [task] });
  return (
    <div className={css.taskLine}>
      <b>{t('page.attempts.task', { index: String(task.index) })}</b>
      <bdi>{task.node.name}</bdi>
      <OutcomeWord attempt={task} />
      {task.outcome === null && task.phase !== 'running' && task.step !== null && <span>{stepName(task.step)}</span>}
      {task.gpuIds.length > 0 && <span>{t('page.attempts.gpus', { ids: task.gpuIds.join(', ') })}</span>}
      {steps !== '' && <span>{`${t('page.attempts.steps')}: ${steps}`}</span>}
      {task.reason !== null && <span className={css.reason}>{sayReason(task.reason)}</span>}
    </div>
  );
}

const states = ['waiting', 'running', 'exited'] as const;

function Processes({ task }: { task: Task }) {
  const { t } = useTranslation(['jobs', 'ui']);
  if (task.processes.length === 0) return null;
  return (
    <table className={css.processes} aria-label={t('jobs:page.attempts.processes', { index: String(task.index) })}>
      <thead>
        <tr>
          <th scope="col" className={css.number}>
            {t('jobs:page.attempts.rank')}
          </th>
          <th scope="col">{t('jobs:page.attempts.role')}</th>
          <th scope="col">{t('jobs:page.attempts.state')}</th>
          <th scope="col" className={css.number}>
            {t('jobs:page.attempts.exitCode')}
          </th>
          <th scope="col">{t('jobs:page.attempts.signal')}</th>
        </tr>
      </thead>
      <tbody>
        {task.processes.map(({ index, rank, role, state, exitCode, signal }) => {
          const known = states.find((one) => one === state);
          return (
            <tr key={index}>
              <th scope="row" className={css.number}>
                {rank}
              </th>
              <td>{role}</td>
              <td>{known === undefined ? state : t(`jobs:page.attempts.processState.${known}`)}</td>
              <td className={css.number}>{exitCode ?? t('ui:na')}</td>
              <td>
                <code>{signal ?? ''}</code>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
