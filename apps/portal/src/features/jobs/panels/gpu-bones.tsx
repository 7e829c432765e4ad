import type { Attempt } from '@trainyard/contracts/attempt';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Pane } from '../../../ui/pane.tsx';
import type { PanelProps } from './panel.ts';

/** px of a node's charts and of what lies between two: what comes takes the place that was kept for it. */
const rowHeight = 70;
const rowGap = 10;

/** px that the charts of a job's GPUs will take; null when none of its attempts holds a GPU. */
export function roomFor(attempts: readonly Attempt[]): number | null {
  const tasks = attempts.flatMap((attempt) => attempt.tasks);
  const holders = new Set(tasks.filter(({ gpuIds }) => gpuIds.length > 0).map(({ node }) => node.uid));
  if (holders.size === 0 && attempts.at(-1)?.tasks.length !== 0) return null;
  return Math.max(1, holders.size) * (rowHeight + rowGap) - rowGap;
}

/** Keeps the place of the GPUs' charts while their code is on its way. */
export function GpuBones({ attempts }: PanelProps) {
  const { t } = useTranslation('jobs');
  const room = roomFor(attempts);
  return (
    <Pane title={t('charts.gpu.title')}>
      {attempts.length === 0 ? (
        <EmptyState title={t('charts.gpu.waits')} />
      ) : room === null ? (
        <EmptyState title={t('charts.gpu.none')} />
      ) : (
        <div style={{ height: room }} />
      )}
    </Pane>
  );
}
