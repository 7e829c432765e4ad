/** Checks and sends a draft; what is wrong is told at its question. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Cluster } from '@trainyard/contracts/cluster';
import { Fault } from '@trainyard/contracts/errors';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { keys } from '../../../live/keys.ts';
import { writeAnswer } from '../../../live/write-answer.ts';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useLater } from '../../../ui/use-later.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import type { Draft } from './draft.ts';
import {
  doubledRows,
  type Faults,
  type FieldName,
  faultsOf,
  noFaults,
  type RowsName,
  type SchedulingField,
} from './faults.ts';

const schedulingFields: readonly string[] = ['ageing', 'grace', 'price', 'currency', 'reclaims', 'notice'];
const isScheduling = (name: FieldName): name is SchedulingField => schedulingFields.includes(name);

const loadCheck = () => import('./check.ts');

/** The faults of a draft as it stands, in the language in force; none before the schemas are here. */
export function useDraftFaults(draft: Draft): Faults {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const say = useFaultWords();
  const check = useLater(loadCheck);
  return useMemo(() => {
    const fault = check?.faultOf(draft);
    const faults = fault === undefined ? structuredClone(noFaults) : faultsOf(fault, draft, say(fault));
    for (const [rows, places] of Object.entries(doubledRows(draft))) {
      for (const at of places) faults.rows[rows as keyof Faults['rows']][at] = t('design.fault.doubled');
    }
    return faults;
  }, [check, draft, say, t]);
}

/** Words of a refusal's faults. */
export function useFaultWords() {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const words = useErrorWords();
  const { sayDetail } = useTexts();
  return useMemo(
    () => (error: unknown) => ({
      detail: sayDetail,
      field: (name: FieldName) =>
        isScheduling(name) ? t(`scheduling:settings.fault.${name}`) : t(`design.fault.${name}`),
      row: (name: RowsName) =>
        name === 'labels' || name === 'weights' ? t(`scheduling:settings.fault.${name}`) : t(`design.fault.${name}`),
      whole: () => words(error),
    }),
    [t, words, sayDetail],
  );
}

/** Creates the cluster; it is in the list before its page opens. */
export function useCreateCluster(workspace: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (draft: Draft) => {
      const body = (await loadCheck()).checkedBody(draft);
      return client.call('createCluster', { params: { workspace }, body });
    },
    onSuccess: (cluster) =>
      writeAnswer<Cluster[]>(queries, keys.clusters(workspace), (list) =>
        list.some(({ uid }) => uid === cluster.uid) ? list : [...list, cluster],
      ),
  });
}

/** What a refusal of the server means for the form. */
export function useRefusal(error: unknown, draft: Draft): Faults {
  const say = useFaultWords();
  const words = useErrorWords();
  return useMemo(() => {
    if (error === null) return noFaults;
    if (error instanceof Fault) return faultsOf(error, draft, say(error));
    return { ...noFaults, other: [words(error)] };
  }, [error, draft, say, words]);
}
