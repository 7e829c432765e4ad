import type { JobPlan } from '@trainyard/contracts/api/jobs';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Pane } from '../../../ui/pane.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import css from './plan-pane.module.css';
import { type Together, together } from './together.ts';

interface PlanPaneProps {
  plan: JobPlan | undefined;
  error: unknown;
  /** Why there is nothing to show yet. */
  missing: 'experiment' | 'valid' | undefined;
  /** What is shown is of the body before the last change. */
  late: boolean;
}

/** Processes that are shown: enough to see how ranks are spread. */
const shownMost = 48;

/** The exact command of every process on every node, and why the job would wait. */
export function PlanPane({ plan, error, missing, late }: PlanPaneProps) {
  const { t } = useTranslation(['jobs', 'submit']);
  const say = useErrorWords();
  const { sayReason } = useTexts();
  const processes = useMemo(() => together(plan?.processes ?? []), [plan?.processes]);
  const reasons = plan?.placement?.reasons ?? [];
  return (
    <Pane title={t('submit:plan')} meta={t('submit:planNote')} padded={false}>
      {reasons.length > 0 && (
        <ul className={css.reasons} aria-label={t('submit:wouldWait')}>
          {reasons.map((reason) => (
            <li key={reason.code}>{sayReason(reason)}</li>
          ))}
        </ul>
      )}
      <div className={`${css.plan} ${late && processes.length > 0 ? css.late : ''}`} aria-busy={late}>
        {missing !== undefined && processes.length === 0 && (
          <p className={css.note}>{t(`submit:missing.${missing}`)}</p>
        )}
        {error !== null && error !== undefined && <p className={css.fail}>{say(error)}</p>}
        {processes.slice(0, shownMost).map((process) => (
          <Processes key={process.first.rank} of={process} />
        ))}
        {processes.length > shownMost && (
          <p className={css.note}>{t('submit:moreProcesses', { count: processes.length - shownMost })}</p>
        )}
      </div>
    </Pane>
  );
}

function Processes({ of: { first, last } }: { of: Together }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { task, rank, role, command, env } = first;
  const variables = Object.entries(env);
  const several = last > rank;
  return (
    <section className={css.process}>
      <h3 className={css.head}>
        {t(several ? 'submit:ranks' : 'submit:process', { task, rank, last })}
        {role !== 'rank' && ` (${role})`}
      </h3>
      <pre className={css.command}>{command}</pre>
      {variables.length > 0 && (
        <details>
          <summary className={css.summary}>{t('submit:environmentOf', { rank, count: variables.length })}</summary>
          <pre className={css.env}>{variables.map(([name, value]) => `${name}=${value}`).join('\n')}</pre>
        </details>
      )}
    </section>
  );
}
