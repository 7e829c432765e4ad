import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Kept } from '@trainyard/contracts/retention';
import type { Workspace } from '@trainyard/contracts/workspace';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { keys } from '../../../live/keys.ts';
import { DurationField } from '../../../ui/form/duration-field.tsx';
import { FormDialog } from '../../clusters/dialogs/form-dialog.tsx';
import { useFaults } from '../use-faults.ts';
import { keptAt, keptKinds, type RetentionDraft, retentionOf, typedRetention } from './retention-draft.ts';

const loadCheck = () => import('../check.ts');

/** Sets how long what ended jobs of a workspace left is kept. */
export function RetentionDialog({ workspace, onClose }: { workspace: Workspace; onClose: () => void }) {
  const { t } = useTranslation(['data']);
  const queries = useQueryClient();
  const [draft, setDraft] = useState<RetentionDraft>(() => typedRetention(workspace.retention));
  const save = useMutation({
    mutationFn: async () => {
      const body = (await loadCheck()).checkedRetention({ retention: retentionOf(draft) });
      return client.call('updateWorkspace', { params: { workspace: workspace.ref }, body });
    },
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.workspaces() });
      onClose();
    },
  });
  const { at, other } = useFaults<Kept>(save.error, keptAt);
  return (
    <FormDialog
      title={t('data:keeping.dialog')}
      verb={t('data:keeping.verb')}
      pending={save.isPending}
      fault={other}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <p>{t('data:keeping.text')}</p>
      {keptKinds.map((kept) => (
        <DurationField
          key={kept}
          label={t(`data:keeping.kinds.${kept}`)}
          hint={t('data:keeping.hint')}
          value={draft[kept]}
          fault={at[kept]}
          onChange={(text) => {
            setDraft((last) => ({ ...last, [kept]: text }));
            save.reset();
          }}
        />
      ))}
    </FormDialog>
  );
}
