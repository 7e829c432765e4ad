import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FileServer } from '@trainyard/contracts/file-server';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { keys } from '../../../live/keys.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useFormat } from '../../../ui/use-format.ts';

interface DeleteDialogProps {
  server: FileServer;
  onDeleted?: () => void;
  onClose: () => void;
}

/** Deletes a file server with its files, after saying how much is lost. */
export function DeleteDialog({ server, onDeleted, onClose }: DeleteDialogProps) {
  const { t } = useTranslation(['data']);
  const words = useErrorWords();
  const format = useFormat();
  const queries = useQueryClient();
  const { workspace, name, bytesUsed } = server;
  const remove = useMutation({
    mutationFn: () => client.call('deleteFileServer', { params: { workspace, name } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.fileServers(workspace) });
      onClose();
      onDeleted?.();
    },
  });
  return (
    <ConfirmDialog
      title={t('data:server.delete', { name })}
      confirm={t('data:server.deleteVerb')}
      danger
      busy={remove.isPending}
      error={remove.error === null ? null : words(remove.error)}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>
        {bytesUsed === null
          ? t('data:server.deleteText')
          : t('data:server.deleteBytes', { size: format.bytes(bytesUsed) })}
      </p>
    </ConfirmDialog>
  );
}
