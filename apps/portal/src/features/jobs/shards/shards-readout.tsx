import type { ArrayProgress } from '@trainyard/contracts/array';
import { useTranslation } from 'react-i18next';
import { Readout } from '../../../ui/readouts.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { ShardsBar } from './shards-bar.tsx';

/** How many shards of an array succeeded, with how the others stand. */
export function ShardsReadout({ shards }: { shards: ArrayProgress }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const odd = (['failed', 'retrying'] as const)
    .filter((part) => shards[part] > 0)
    .map((part) => t(`shards.counts.${part}`, { count: shards[part], number: format.count(shards[part]) }))
    .join(', ');
  return (
    <Readout
      wide
      label={t('shards.done')}
      aside={odd === '' ? undefined : odd}
      value={format.count(shards.succeeded)}
      unit={t('shards.of', { count: shards.count, total: format.count(shards.count) })}
    >
      <ShardsBar shards={shards} />
    </Readout>
  );
}
