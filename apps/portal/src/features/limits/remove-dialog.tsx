import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Limit } from '@trainyard/contracts/limits';
import { useTranslation } from 'react-i18next';
import { client } from '../../live/client.ts';
import { keys } from '../../live/keys.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useErrorWords } from '../../ui/use-error-words.ts';

/** Removes a limit after saying what holds then. */
export function RemoveDialog({ limit: { scope, name }, onClose }: { limit: Limit; onClose: () => void }) {
  const { t } = useTranslation('limits');
  const words = useErrorWords();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => client.call('deleteLimit', { params: { scope, name } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.limits() });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('removal.title', { name: name === '*' ? t(`everyone.${scope}`) : name })}
      confirm={t('removal.verb')}
      danger
      busy={remove.isPending}
      error={remove.error === null ? null : words(remove.error)}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{t(name === '*' ? 'removal.textAll' : 'removal.text')}</p>
    </ConfirmDialog>
  );
}
