import type { Cluster } from '@trainyard/contracts/cluster';
import { useTranslation } from 'react-i18next';
import { Glyph } from '../../ui/glyph.tsx';
import { useFormat } from '../../ui/use-format.ts';
import css from './clusters.module.css';
import { stateCounts } from './facts.ts';

/** Nodes of a cluster by state: sign and count; `none` when it has no nodes. */
export function NodeCounts({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const counts = stateCounts(cluster);
  if (counts.length === 0) return <span className={css.quiet}>{t('noNodes')}</span>;
  return (
    <span className={css.counts}>
      {counts.map(({ state, count }) => (
        <span key={state} className={css.count}>
          <Glyph state={state} size={9} />
          {format.count(count)}
        </span>
      ))}
    </span>
  );
}
