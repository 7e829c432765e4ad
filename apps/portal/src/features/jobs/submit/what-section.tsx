import type { Cluster } from '@trainyard/contracts/cluster';
import type { Experiment } from '@trainyard/contracts/experiment';
import { findNodeSize } from '@trainyard/contracts/node-sizes';
import { priorities } from '@trainyard/contracts/priorities';
import { useTranslation } from 'react-i18next';
import { experimentPath } from './faults.ts';
import { Choice, Field, FieldFrame, Input } from './field.tsx';
import { textAt, useForm } from './form.ts';
import { Section } from './section.tsx';

interface WhatSectionProps {
  experiment: string;
  experiments: readonly Experiment[] | undefined;
  onExperiment: (name: string) => void;
  clusters: readonly Cluster[];
  /** The name is in use in this experiment. */
  nameTaken: boolean;
}

/** Every cluster has it. */
const defaultQueue = 'default';

/** What the job is called, and where it goes. */
export function WhatSection({ experiment, experiments, onExperiment, clusters, nameTaken }: WhatSectionProps) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body } = useForm();
  const isNew =
    experiment !== '' &&
    experiments !== undefined &&
    !experiments.some(({ name }) => name.toLowerCase() === experiment.toLowerCase());
  const chosen = clusters.find(({ name }) => name === textAt(body, ['cluster', 'name']));
  const queues = [...new Set([defaultQueue, ...(chosen?.scheduling.queues.map(({ name }) => name) ?? [])])];
  const size = chosen && findNodeSize(chosen.vmSize);
  return (
    <Section id="what" title={t('submit:section.what')}>
      <FieldFrame
        path={experimentPath}
        label={t('submit:experiment')}
        help={isNew ? t('submit:experimentNew') : t('submit:experimentHelp')}
      >
        <Input path={experimentPath} value={experiment} onChange={onExperiment} list="experiments" />
        <datalist id="experiments">
          {experiments?.map(({ uid, name }) => (
            <option key={uid} value={name} />
          ))}
        </datalist>
      </FieldFrame>
      <Field path={['name']} label={t('submit:name')} help={nameTaken ? t('submit:nameTaken') : t('submit:nameHelp')} />
      <Choice
        path={['cluster', 'name']}
        label={t('submit:cluster')}
        help={
          chosen &&
          t(size && size.gpus > 0 ? 'submit:clusterGpus' : 'submit:clusterHelp', {
            size: chosen.vmSize,
            count: chosen.currentNodeCount,
            gpus: size?.gpus ?? 0,
          })
        }
        choices={clusters.map(({ name }) => ({ value: name, label: <bdi>{name}</bdi> }))}
      />
      {(queues.length > 1 || textAt(body, ['queue']) !== '') && (
        <Choice
          path={['queue']}
          label={t('submit:queue')}
          help={t('submit:queueHelp')}
          value={textAt(body, ['queue']) || defaultQueue}
          choices={queues.map((value) => ({ value, label: <bdi>{value}</bdi> }))}
        />
      )}
      <Choice
        path={['schedulingPriority']}
        label={t('submit:priority')}
        value={textAt(body, ['schedulingPriority']) || 'normal'}
        choices={priorities.map((value) => ({ value, label: t(`submit:priorities.${value}`) }))}
      />
    </Section>
  );
}
