/** Parts of a cluster's design that most clusters do without: they open when they are wanted. */
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { KeyValueRows } from '../../../ui/form/rows.tsx';
import { later } from '../../../ui/later.ts';
import { useVolumeChoices } from '../../volumes/use-volume-choices.ts';
import { volumeCount } from '../../volumes/volumes-body.ts';
import css from './design.module.css';
import { type Draft, emptyDraft } from './draft.ts';
import { type Faults, hasFaults, noFaults } from './faults.ts';
import { PriceFields, ReclaimFields } from './price-fields.tsx';

const VolumesEditor = later('VolumesEditor', () => import('../../volumes/volumes-editor.tsx'));
const SchedulingFields = later('SchedulingFields', () => import('./scheduling-fields.tsx'));

interface PartProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  faults: Faults;
}

const isTyped = (one: object, model: object): boolean => JSON.stringify(one) !== JSON.stringify(model);

/** Where volumes of the nodes appear. */
const mountRoot = '$AZ_BATCHAI_MOUNT_ROOT';

/** What is mounted on every node before its set-up task runs. */
export function VolumesPart({ draft, change, faults }: PartProps) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const { workspace = '' } = useParams();
  const choices = useVolumeChoices(workspace);
  const begun = volumeCount(draft.volumes) > 0 || Object.keys(faults.volumes).length > 0;
  return (
    <Part title={t('design.volumes')} begun={begun}>
      <p className={css.note}>{t('design.volumesMean')}</p>
      <Suspense>
        <VolumesEditor
          value={draft.volumes}
          onChange={(volumes) => change({ volumes: volumes ?? {} })}
          faultAt={(path) => faults.volumes[path]}
          idOf={(path) => `volume-${path}`}
          root={mountRoot}
          choices={choices}
        />
      </Suspense>
    </Part>
  );
}

/** Queues, fair share and pre-emption. */
export function SchedulingPart({ draft, change, faults }: PartProps) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const own = { ...noFaults, queues: faults.queues, rows: { ...noFaults.rows, weights: faults.rows.weights } };
  const { ageing, grace } = faults.fields;
  const wrong = hasFaults(own) || ageing !== undefined || grace !== undefined;
  return (
    <Part title={t('scheduling:settings.section')} begun={wrong || isTyped(draft.scheduling, emptyDraft.scheduling)}>
      <Suspense>
        <SchedulingFields value={draft.scheduling} faults={faults} onChange={(scheduling) => change({ scheduling })} />
      </Suspense>
    </Part>
  );
}

/** Labels of the nodes, what they cost, and how low-priority ones are taken back. */
export function LabelsAndPrice({ draft, change, faults: { fields, rows } }: PartProps) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const typed =
    draft.labels.length > 0 || isTyped(draft.price, emptyDraft.price) || isTyped(draft.reclaim, emptyDraft.reclaim);
  return (
    <Part title={t('scheduling:settings.sectionPrice')} begun={typed}>
      <KeyValueRows
        label={t('scheduling:settings.nodeLabels')}
        add={t('scheduling:settings.addLabel')}
        rows={draft.labels}
        faults={rows.labels}
        onChange={(labels) => change({ labels })}
      />
      <PriceFields value={draft.price} faults={fields} onChange={(price) => change({ price })} />
      {draft.vmPriority === 'lowpriority' && (
        <ReclaimFields value={draft.reclaim} faults={fields} onChange={(reclaim) => change({ reclaim })} />
      )}
    </Part>
  );
}

/** Open once something is written in it, or once it is opened. */
function Part({ title, begun, children }: { title: string; begun: boolean; children: React.ReactNode }) {
  const [open, setOpen] = useState(begun);
  const shown = open || begun;
  return (
    <details className={css.part} open={shown} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {shown && <div className={css.partBody}>{children}</div>}
    </details>
  );
}
