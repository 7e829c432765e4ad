import { Button, IconButton, TextField } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { Bookmark, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { client } from '../../../live/client.ts';
import { useViews } from '../../../live/job-window.ts';
import { keys } from '../../../live/keys.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Menu, MenuItem } from '../../../ui/menu/menu.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';

/** Views of the list that somebody saved for everybody, and saving this one. */
export function ViewsMenu({ workspace, query }: { workspace: string; query: string }) {
  const { t } = useTranslation('jobs');
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [saving, setSaving] = useState(false);
  const close = () => setAnchor(null);
  return (
    <>
      <Button
        variant="text"
        startIcon={<Bookmark size={14} strokeWidth={1.5} aria-hidden />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {t('views.button')}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        {anchor !== null && <Choices workspace={workspace} onClose={close} />}
        <MenuItem
          onClick={() => {
            close();
            setSaving(true);
          }}
        >
          {t('views.save')}
        </MenuItem>
      </Menu>
      {saving && <SaveDialog {...{ workspace, query }} onClose={() => setSaving(false)} />}
    </>
  );
}

function Choices({ workspace, onClose }: { workspace: string; onClose: () => void }) {
  const { t } = useTranslation('jobs');
  const views = useViews(workspace);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const say = useErrorWords();
  const remove = async (name: string) => {
    try {
      await client.call('deleteView', { params: { workspace, name } });
      toast(t('views.deleted', { name }));
      await queries.invalidateQueries({ queryKey: keys.views(workspace) });
    } catch (error) {
      toast(say(error));
    }
  };
  if (views.data?.length === 0) return <MenuItem disabled>{t('views.none')}</MenuItem>;
  return views.data?.map(({ uid, name, query, createdBy, can }) => (
    <MenuItem
      key={uid}
      onClick={() => {
        onClose();
        void navigate(addresses.jobs(workspace, query === '' ? '' : `?${query}`));
      }}
    >
      <bdi>{name}</bdi>
      <span style={{ marginLeft: 8, marginRight: 12, color: 'var(--text-3)' }}>
        {t('views.by', { name: createdBy })}
      </span>
      {can.delete === true && (
        <IconButton
          size="small"
          sx={{ marginLeft: 'auto' }}
          aria-label={t('views.remove', { name })}
          onClick={(event) => {
            event.stopPropagation();
            void remove(name);
          }}
        >
          <Trash2 size={14} strokeWidth={1.5} aria-hidden />
        </IconButton>
      )}
    </MenuItem>
  ));
}

function SaveDialog({ workspace, query, onClose }: { workspace: string; query: string; onClose: () => void }) {
  const { t } = useTranslation('jobs');
  const queries = useQueryClient();
  const toast = useToast();
  const say = useErrorWords();
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    setBusy(true);
    try {
      await client.call('saveView', { params: { workspace, name: name.trim() }, body: { query } });
      toast(t('views.saved', { name: name.trim() }));
      await queries.invalidateQueries({ queryKey: keys.views(workspace) });
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <ConfirmDialog
      title={t('views.title')}
      confirm={t('views.confirm')}
      busy={busy}
      disabled={name.trim() === ''}
      error={error === null ? null : say(error)}
      onConfirm={() => void save()}
      onClose={onClose}
    >
      <p>{t('views.text', { workspace })}</p>
      <TextField
        autoFocus
        fullWidth
        size="small"
        label={t('views.name')}
        value={name}
        onChange={({ target: { value } }) => setName(value)}
        slotProps={{ htmlInput: { maxLength: 64 } }}
      />
    </ConfirmDialog>
  );
}
