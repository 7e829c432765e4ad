import type { Cluster } from '@trainyard/contracts/cluster';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/use-format.ts';
import { isResizing, scaleOf } from './facts.ts';

/** Short words for facts of a cluster, in the language in force. */
export function useSayCluster() {
  const { t } = useTranslation('clusters');
  const format = useFormat();
  return useMemo(
    () => ({
      /** "fixed 2", "auto 0–2". */
      scaling(cluster: Cluster): string {
        const scale = scaleOf(cluster);
        if (scale.kind === 'fixed') return t('scaling.fixed', { count: scale.count });
        return t('scaling.auto', { least: format.count(scale.least), most: format.count(scale.most) });
      },
      /** "resizing 1 → 2", or undefined while the cluster has what it wants. */
      resizing(cluster: Cluster): string | undefined {
        if (!isResizing(cluster)) return undefined;
        const { currentNodeCount: from, targetNodeCount: to } = cluster;
        if (from === to) return t('resizing');
        return t('resizingTo', { from: format.count(from), to: format.count(to) });
      },
      /** "1 × Tesla K80, 12 GiB · 6 vCPU · 56 GiB"; the name alone for a size that is not in the catalogue here. */
      size(vmSize: string): string {
        const size = findNodeSize(vmSize);
        if (size === undefined) return vmSize;
        const memory = format.bytes(size.gpuMemoryBytes);
        const gpus = size.gpuModel === null ? [] : [t('gpus', { number: size.gpus, model: size.gpuModel, memory })];
        return [...gpus, format.quantity(size.vcpus, t('design.vcpus')), format.bytes(size.memoryBytes)].join(' · ');
      },
    }),
    [t, format],
  );
}
