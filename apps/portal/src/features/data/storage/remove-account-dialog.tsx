import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { keys } from '../../../live/keys.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';

/** Forgets a storage account, after saying that its files stay. */
export function RemoveAccountDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const { t } = useTranslation(['data']);
  const words = useErrorWords();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => client.call('deleteStorageAccount', { params: { name } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.storageAccounts() });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('data:account.remove', { name })}
      confirm={t('data:account.removeVerb')}
      danger
      busy={remove.isPending}
      error={remove.error === null ? null : words(remove.error)}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{t('data:account.removeText')}</p>
    </ConfirmDialog>
  );
}
