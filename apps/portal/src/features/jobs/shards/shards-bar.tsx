import type { ArrayProgress } from '@trainyard/contracts/array';
import { useTranslation } from 'react-i18next';
import { Bar } from '../../../ui/bar.tsx';
import { useFormat } from '../../../ui/use-format.ts';

const parts = ['succeeded', 'failed', 'running'] as const;

/** How the shards of an array stand: succeeded, failed, running, and what is left. */
export function ShardsBar({ shards }: { shards: ArrayProgress }) {
  const { t } = useTranslation('jobs');
  const words = useShardsWords()(shards);
  const over = shards.succeeded + shards.failed;
  return (
    <Bar
      parts={parts.map((look) => ({ look, percent: (100 * shards[look]) / Math.max(1, shards.count) }))}
      progress={{ label: t('shards.title'), now: over, most: shards.count, words }}
    />
  );
}

/** "312 succeeded, 2 failed, 5 run, 1 starts again, 80 wait"; what there is none of is not said. */
export function useShardsWords(): (shards: ArrayProgress) => string {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  return (shards) =>
    (['succeeded', 'failed', 'running', 'retrying', 'waiting'] as const)
      .filter((part) => shards[part] > 0)
      .map((part) => t(`shards.counts.${part}`, { count: shards[part], number: format.count(shards[part]) }))
      .join(', ');
}
