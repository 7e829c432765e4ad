import type { Job } from '@trainyard/contracts/job';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { bytesOf, type ShareFields, shareOf } from '@trainyard/contracts/share-amounts';
import { useTranslation } from 'react-i18next';
import { useClusters } from '../../../live/questions.ts';
import { useFormat } from '../../../ui/use-format.ts';

/** What a job asks of each node: "1 of 4 GPUs, 6 of 24 vCPU, 56 GiB". Null where it asks for whole nodes. */
export function useShareWords(job: Job): string | null {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  const clusters = useClusters(job.workspace).data;
  const asked: Pick<Job, 'uid'> & ShareFields = job;
  const size = findNodeSize(clusters?.find(({ uid }) => uid === job.cluster?.uid)?.vmSize ?? '');
  const share = size && shareOf(asked, { ...size, cpus: size.vcpus });
  if (size && share) {
    const gpus = { gpus: format.count(share.gpus), count: size.gpus, of: format.count(size.gpus) };
    const cpus = { cpus: format.quantity(share.cpus, ''), of: format.count(size.vcpus) };
    return [
      ...(size.gpus > 0 ? [t('page.facts.shareGpus', gpus)] : []),
      t('page.facts.shareCpus', cpus),
      format.bytes(share.memoryBytes),
    ].join(', ');
  }
  // The size of the nodes is not known here: what was asked for is said alone.
  const { gpusPerNode, cpusPerNode, memoryPerNode } = asked;
  const parts = [
    ...(gpusPerNode === undefined ? [] : [t('page.head.gpus', { count: gpusPerNode })]),
    ...(cpusPerNode === undefined ? [] : [t('page.facts.cpus', { cpus: format.quantity(cpusPerNode, '') })]),
    ...(memoryPerNode === undefined ? [] : [format.bytes(bytesOf(memoryPerNode))]),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}
