import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Cluster } from '@trainyard/contracts/cluster';
import { Fault } from '@trainyard/contracts/errors';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { keys } from '../../../live/keys.ts';
import { writeAnswer } from '../../../live/write-answer.ts';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { type Draft, emptyDraft } from '../design/draft.ts';
import { faultsOf, noFaults } from '../design/faults.ts';
import { PriceFields, ReclaimFields } from '../design/price-fields.tsx';
import { SchedulingFields } from '../design/scheduling-fields.tsx';
import { useFaultWords } from '../design/use-create-cluster.ts';
import { emptyReclaim, typedPrice, typedScheduling } from '../scheduling/draft.ts';
import css from './dialogs.module.css';
import { FormDialog } from './form-dialog.tsx';

/** How a cluster is shared and priced, as the form takes it. */
function typed({ scheduling, price, lowPriority, vmPriority }: Cluster): Draft {
  const reclaim =
    lowPriority === null ? emptyReclaim : { rate: String(lowPriority.reclaimsPerNodeHour), notice: lowPriority.notice };
  return {
    ...emptyDraft,
    vmPriority: vmPriority === 'lowpriority' ? 'lowpriority' : 'dedicated',
    scheduling: typedScheduling(scheduling),
    price: typedPrice(price),
    reclaim,
  };
}

/** Changes how a cluster's queue is ordered and shared, what its nodes cost, and how low-priority ones are taken back. */
export function SchedulingDialog({ cluster, onClose }: { cluster: Cluster; onClose: () => void }) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const words = useErrorWords();
  const say = useFaultWords();
  const queries = useQueryClient();
  const { workspace, name } = cluster;
  const [draft, setDraft] = useState(() => typed(cluster));
  const apply = useMutation({
    mutationFn: async () => {
      const { checkedSettings } = await import('../design/check.ts');
      return client.call('updateCluster', { params: { workspace, name }, body: checkedSettings(draft) });
    },
    onSuccess: (changed) => {
      writeAnswer<Cluster[]>(queries, keys.clusters(workspace), (list) =>
        list.map((one) => (one.uid === changed.uid && one.revision < changed.revision ? changed : one)),
      );
      onClose();
    },
  });
  const { error } = apply;
  const faults =
    error instanceof Fault
      ? faultsOf(error, draft, say(error))
      : { ...noFaults, other: error === null ? [] : [words(error)] };
  const change = (part: Partial<Draft>) => {
    setDraft((last) => ({ ...last, ...part }));
    apply.reset();
  };
  return (
    <FormDialog
      title={t('scheduling:settings.title', { name })}
      verb={t('scheduling:settings.verb')}
      pending={apply.isPending}
      fault={faults.other[0]}
      onSubmit={() => apply.mutate()}
      onClose={onClose}
    >
      <p className={css.effect}>{t('scheduling:settings.means')}</p>
      <SchedulingFields value={draft.scheduling} faults={faults} onChange={(scheduling) => change({ scheduling })} />
      <PriceFields value={draft.price} faults={faults.fields} onChange={(price) => change({ price })} />
      {draft.vmPriority === 'lowpriority' && (
        <ReclaimFields value={draft.reclaim} faults={faults.fields} onChange={(reclaim) => change({ reclaim })} />
      )}
    </FormDialog>
  );
}
