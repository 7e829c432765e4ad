import { Checkbox } from '@mui/material';
import type { Cluster } from '@trainyard/contracts/cluster';
import { findNodeSize, type NodeSize } from '@trainyard/contracts/node-sizes';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/use-format.ts';
import { getIn } from './body.ts';
import { Choice } from './choice.tsx';
import { Field, Input } from './field.tsx';
import { anyNumber, fieldId, textAt, useForm } from './form.ts';
import { PairRows } from './pair-rows.tsx';
import { Rows } from './rows.tsx';
import css from './section.module.css';
import { Section } from './section.tsx';

/** How much of each node, which nodes, how often, and after what. */
export function PlaceSection({ clusters }: { clusters: readonly Cluster[] }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body } = useForm();
  const cluster = clusters.find(({ name }) => name === textAt(body, ['cluster', 'name']));
  return (
    <Section id="place" title={t('submit:section.place')}>
      <Share size={cluster && findNodeSize(cluster.vmSize)} />
      <Shards />
      <PairRows
        field="nodeLabels"
        title={t('submit:labels')}
        help={t('submit:labelsHelp')}
        keyWord={t('submit:label')}
        add={t('submit:addLabel')}
      />
      <DependsOn />
      <Held />
    </Section>
  );
}

interface SwitchProps {
  label: string;
  options: readonly [off: string, on: string];
  on: boolean;
  onChange: (on: boolean) => void;
}

/** Two ways of which one holds. */
function Switch({ label, options, on, onChange }: SwitchProps) {
  return (
    <Choice
      label={label}
      value={on ? 'on' : 'off'}
      options={[
        { value: 'off', label: options[0] },
        { value: 'on', label: options[1] },
      ]}
      onChange={(value) => onChange(value === 'on')}
    />
  );
}

const shareFields = ['gpusPerNode', 'cpusPerNode', 'memoryPerNode'] as const;

/** Bytes as a number, text with its unit as it is. */
const memory = (text: string): number | string | undefined => {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return /^\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
};

function Share({ size }: { size: NodeSize | undefined }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, setBody } = useForm();
  const format = useFormat();
  const on = shareFields.some((field) => body[field] !== undefined);
  const change = (next: boolean) => {
    const { gpusPerNode: _gpus, cpusPerNode: _cpus, memoryPerNode: _memory, ...whole } = body;
    if (!next) setBody(whole);
    else setBody(size && size.gpus === 0 ? { ...whole, cpusPerNode: 1 } : { ...whole, gpusPerNode: 1 });
  };
  return (
    <>
      <Switch
        label={t('submit:share')}
        options={[t('submit:wholeNodes'), t('submit:shareOfNodes')]}
        on={on}
        onChange={change}
      />
      {on && (
        <>
          <Field
            path={['gpusPerNode']}
            label={t('submit:gpusPerNode')}
            help={size && t('submit:ofEach', { amount: format.count(size.gpus) })}
            placeholder="0"
            whole
          />
          <Field
            path={['cpusPerNode']}
            label={t('submit:cpusPerNode')}
            help={size && t('submit:ofEachPart', { amount: format.count(size.vcpus) })}
            read={anyNumber}
          />
          <Field
            path={['memoryPerNode']}
            label={t('submit:memoryPerNode')}
            help={size && t('submit:ofEachPart', { amount: format.bytes(size.memoryBytes) })}
            placeholder={t('submit:memoryExample')}
            read={memory}
          />
        </>
      )}
    </>
  );
}

function Shards() {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  const on = body.array !== undefined;
  return (
    <>
      <Switch
        label={t('submit:units')}
        options={[t('submit:oneUnit'), t('submit:array')]}
        on={on}
        onChange={(next) => set(['array'], next ? { count: 10 } : undefined)}
      />
      {on && (
        <>
          <Field path={['array', 'count']} label={t('submit:arrayCount')} help={t('submit:arrayCountHelp')} whole />
          <Field
            path={['array', 'maxParallel']}
            label={t('submit:arrayParallel')}
            help={t('submit:arrayParallelHelp')}
            whole
          />
          <Field
            path={['array', 'minSucceeded']}
            label={t('submit:arraySucceeded')}
            help={t('submit:arraySucceededHelp')}
            whole
          />
          <Field
            path={['array', 'maxFailed']}
            label={t('submit:arrayFailed')}
            help={t('submit:arrayFailedHelp')}
            whole
          />
        </>
      )}
    </>
  );
}

function DependsOn() {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  const field = 'dependsOn';
  return (
    <Rows
      field={field}
      title={t('submit:dependsOn')}
      help={t('submit:dependsOnHelp')}
      add={t('submit:addDependency')}
      blank={{ job: '' }}
    >
      {(at) => (
        <>
          <Input
            path={`${field}[${at}].job`}
            name={t('submit:dependencyJob')}
            placeholder={t('submit:dependencyJob')}
            value={textAt(body, [field, at, 'job'])}
            onChange={(text) => set([field, at, 'job'], text)}
          />
          <Input
            path={`${field}[${at}].experiment`}
            name={t('submit:experiment')}
            placeholder={t('submit:sameExperiment')}
            value={textAt(body, [field, at, 'experiment'])}
            onChange={(text) => set([field, at, 'experiment'], text === '' ? undefined : text)}
          />
          <Any at={at} />
        </>
      )}
    </Rows>
  );
}

/** Whether the other job must have succeeded, or only be over. */
function Any({ at }: { at: number }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  const path = ['dependsOn', at, 'condition'] as const;
  return (
    <label className={css.check} htmlFor={`dependency-any-${at}`}>
      <Checkbox
        id={`dependency-any-${at}`}
        checked={getIn(body, path) === 'any'}
        onChange={(event) => set(path, event.target.checked ? 'any' : undefined)}
      />
      {t('submit:dependencyAny')}
    </label>
  );
}

function Held() {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  return (
    <label className={css.check} htmlFor={fieldId('held')}>
      <Checkbox
        id={fieldId('held')}
        checked={body.held === true}
        onChange={(event) => set(['held'], event.target.checked || undefined)}
      />
      {t('submit:held')}
    </label>
  );
}
