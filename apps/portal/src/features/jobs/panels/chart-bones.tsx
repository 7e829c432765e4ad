import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Pane } from '../../../ui/pane.tsx';
import css from './charts.module.css';
import type { PanelProps } from './panel.ts';

/** Keeps the place of the charts of what a job's output tells, while their code is on its way. */
export function MetricsBones({ attempts }: PanelProps) {
  const { t } = useTranslation('jobs');
  return (
    <Pane title={t('charts.metrics.title')}>
      {attempts.length === 0 ? <EmptyState title={t('charts.metrics.waits')} /> : <div className={css.bones} />}
    </Pane>
  );
}

/** The same for the charts of the machines. */
export function MachineBones({ attempts }: PanelProps) {
  const { t } = useTranslation('jobs');
  const placed = attempts.some(({ tasks }) => tasks.length > 0);
  return (
    <Pane title={t('charts.machine.title')}>
      {placed ? <div className={css.machineBones} /> : <EmptyState title={t('charts.machine.waits')} />}
    </Pane>
  );
}
