import { IconButton, Menu, MenuItem, useMediaQuery } from '@mui/material';
import type { Job } from '@trainyard/contracts/job';
import { Copy, Ellipsis, type LucideIcon, Pencil, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { LinkButton } from '../../../ui/link-button.tsx';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import { type JobAction, useJobActions } from '../actions/use-job-actions.tsx';
import css from './head-panel.module.css';

const icons: Record<JobAction['id'], LucideIcon> = { resubmit: Copy, edit: Pencil, terminate: Square, delete: Trash2 };

/** What may be done to the job: buttons where there is room for them, else a menu. */
export function ActionsBar({ job }: { job: Job }) {
  const narrow = useMediaQuery('(max-width: 900px)');
  const { actions, dialog } = useJobActions(job);
  return (
    <div className={css.actions}>
      {narrow ? (
        <ActionsMenu actions={actions} />
      ) : (
        actions.map((action) => <ActionButton key={action.id} action={action} />)
      )}
      {dialog}
    </div>
  );
}

function ActionButton({ action }: { action: JobAction }) {
  const { id, label, refused, danger, start, to } = action;
  const Icon = icons[id];
  const look = {
    startIcon: <Icon size={14} strokeWidth={1.5} aria-hidden="true" />,
    ...(danger ? { color: 'error' as const } : {}),
  };
  if (to !== undefined && refused === undefined) {
    return (
      <LinkButton to={to} {...look}>
        {label}
      </LinkButton>
    );
  }
  return (
    <RefusableButton refused={refused} onClick={start} {...look}>
      {label}
    </RefusableButton>
  );
}

function ActionsMenu({ actions }: { actions: JobAction[] }) {
  const { t } = useTranslation('jobs');
  const navigate = useNavigate();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const run = ({ start, to }: JobAction) => {
    setAnchor(null);
    if (to === undefined) start?.();
    else void navigate(to);
  };
  return (
    <>
      <IconButton
        aria-label={t('page.head.actions')}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <Ellipsis size={16} strokeWidth={1.5} aria-hidden="true" />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {actions.map((action) => (
          <MenuItem key={action.id} disabled={action.refused !== undefined} onClick={() => run(action)}>
            {action.label}
            {action.refused !== undefined && <small>{action.refused}</small>}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
