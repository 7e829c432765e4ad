import { useTranslation } from 'react-i18next';
import { useNow } from '../../../live/connection.ts';
import { useClusters } from '../../../live/questions.ts';
import { Readout } from '../../../ui/readouts.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { costOf } from '../cost.ts';
import type { PanelProps } from './panel.ts';

/** What it cost so far, by the price of its cluster; n/a without one, and for a part of a node, which has none. */
export function CostReadout({ job, attempts }: PanelProps) {
  const { t } = useTranslation(['jobs', 'ui']);
  const format = useFormat();
  const now = useNow();
  const { data } = useClusters(job.cluster?.workspace ?? job.workspace);
  const price = data?.find(({ uid }) => uid === job.cluster?.uid)?.price ?? null;
  const part = job.gpusPerNode !== undefined || job.cpusPerNode !== undefined || job.memoryPerNode !== undefined;
  // Money stands still between minutes: it is read, not watched.
  const cost = part ? null : costOf(attempts, price, Math.floor(now / 60_000) * 60_000);
  const label = t('jobs:page.readouts.cost');
  if (cost === null) {
    return (
      <Readout label={label} value={t('ui:na')}>
        {t(part && price !== null ? 'jobs:page.readouts.noPartPrice' : 'jobs:page.readouts.noPrice')}
      </Readout>
    );
  }
  const { soFar, perHour, currency } = cost;
  return (
    <Readout label={label} value={format.money(soFar, currency)} unit={perHour > 0 && t('jobs:page.readouts.soFar')}>
      {perHour > 0 && t('jobs:page.readouts.perHour', { price: format.money(perHour, currency) })}
    </Readout>
  );
}
