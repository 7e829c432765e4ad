import { Button } from '@mui/material';
import type { JobPlan } from '@trainyard/contracts/api/jobs';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Pane } from '../../../../ui/pane.tsx';
import { useErrorWords } from '../../../../ui/use-error-words.ts';
import { useTexts } from '../../../../ui/use-texts.ts';
import css from './plan-pane.module.css';
import { PlanTable } from './plan-table.tsx';
import { sumsOf, together } from './together.ts';

interface PlanPaneProps {
  plan: JobPlan | undefined;
  error: unknown;
  /** Why there is nothing to show yet. */
  missing: 'experiment' | 'valid' | undefined;
  /** What is shown is of the body before the last change. */
  late: boolean;
}

/** Rows that are shown: more would be slow to draw, and nobody reads them. */
const shownMost = 200;
/** Rows that fit the pane as it is at first. */
const fitting = 4;

/** The exact command of every process on every node, and why the job would wait. */
export function PlanPane({ plan, error, missing, late }: PlanPaneProps) {
  const { t } = useTranslation(['jobs', 'submit']);
  const say = useErrorWords();
  const { sayReason } = useTexts();
  const [tall, setTall] = useState(false);
  const processes = plan?.processes;
  const runs = useMemo(() => together(processes ?? []), [processes]);
  const reasons = plan?.placement?.reasons ?? [];
  return (
    <div className={tall ? css.tall : css.short}>
      <Pane
        title={t('submit:plan')}
        meta={processes && processes.length > 0 ? <Sums of={processes} /> : t('submit:planNote')}
        padded={false}
        tools={
          (tall || runs.length > fitting) && (
            <Button variant="text" aria-expanded={tall} className={css.taller ?? ''} onClick={() => setTall(!tall)}>
              {t(tall ? 'submit:lower' : 'submit:taller')}
            </Button>
          )
        }
      >
        {reasons.length > 0 && (
          <ul className={css.reasons} aria-label={t('submit:wouldWait')}>
            {reasons.map((reason) => (
              <li key={reason.code}>{sayReason(reason)}</li>
            ))}
          </ul>
        )}
        <div className={`${css.plan} ${late && runs.length > 0 ? css.late : ''}`} aria-busy={late}>
          {missing !== undefined && runs.length === 0 && <p className={css.note}>{t(`submit:missing.${missing}`)}</p>}
          {error !== null && error !== undefined && <p className={css.fail}>{say(error)}</p>}
          {runs.length > 0 && <PlanTable runs={runs.slice(0, shownMost)} />}
          {runs.length > shownMost && (
            <p className={css.note}>{t('submit:moreProcesses', { count: runs.length - shownMost })}</p>
          )}
        </div>
      </Pane>
    </div>
  );
}

/** `4 processes on 3 nodes: 1 ps, 3 worker`. */
function Sums({ of }: { of: NonNullable<JobPlan['processes']> }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { nodes, processes, roles } = useMemo(() => sumsOf(of), [of]);
  const on = t('submit:planNodes', { count: nodes });
  const all = t('submit:planSum', { count: processes, on });
  if (roles.length < 2) return all;
  return `${all}: ${roles.map(([role, count]) => `${count} ${role}`).join(', ')}`;
}
