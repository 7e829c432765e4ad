import type { Cluster } from '@trainyard/contracts/cluster';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { useTranslation } from 'react-i18next';
import { useNodes } from '../../live/questions.ts';
import { SimTag } from '../../ui/sim-tag.tsx';
import { useFormat } from '../../ui/use-format.ts';
import css from './clusters.module.css';
import { gpuSum } from './facts.ts';

/** GPUs given to jobs, of all that the cluster's nodes have: "1 of 2". */
export function ClusterGpus({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  const deleting = cluster.provisioningState === 'deleting';
  const { data: nodes } = useNodes(cluster.workspace, cluster.name, deleting);
  const none = (findNodeSize(cluster.vmSize)?.gpus ?? 0) === 0;
  if (nodes === undefined) return null;
  const { held, total, unknown, simulated } = gpuSum(nodes);
  if (none && total === 0) return <span className={css.quiet}>{t('noGpus')}</span>;
  return (
    <span className={css.counts}>
      {t('ofTotal', { held: format.count(held), total: format.count(total) })}
      {unknown > 0 && <span className={css.quiet}>{t('unknownGpus', { number: unknown })}</span>}
      {simulated > 0 && <SimTag />}
    </span>
  );
}
