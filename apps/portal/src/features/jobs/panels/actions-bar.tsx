import { Button, IconButton, useMediaQuery } from '@mui/material';
import type { Job } from '@trainyard/contracts/job';
import {
  ChevronDown,
  Copy,
  Ellipsis,
  ExternalLink,
  GitCompareArrows,
  type LucideIcon,
  Package,
  Pause,
  Pencil,
  Play,
  Square,
  SquareTerminal,
  Trash2,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { LinkButton } from '../../../ui/link-button.tsx';
import { Menu, MenuItem } from '../../../ui/menu/menu.tsx';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import { type JobAction, useJobActions } from '../actions/use-job-actions.tsx';
import css from './head-panel.module.css';

const icons: Partial<Record<JobAction['id'], LucideIcon>> = {
  hold: Pause,
  release: Play,
  resubmit: Copy,
  edit: Pencil,
  terminal: SquareTerminal,
  terminate: Square,
  delete: Trash2,
  compare: GitCompareArrows,
  capsule: Package,
};

/** What is done rarely stands in a menu of its own, so that the bar has one line. */
const rare: ReadonlySet<string> = new Set(['follow', 'share', 'delete', 'terminal']);
const isRare = ({ id }: JobAction): boolean => rare.has(id);

const isPriority = ({ id }: JobAction): boolean => id.startsWith('priority-');

/** What may be done to the job: buttons where there is room for them, else a menu. */
export function ActionsBar({ job }: { job: Job }) {
  const { t } = useTranslation('jobs');
  // A job that waits has more verbs.
  const narrow = useMediaQuery(job.executionState === 'queued' ? '(max-width: 1200px)' : '(max-width: 900px)');
  const { actions, dialog } = useJobActions(job);
  return (
    <div className={css.actions}>
      {narrow ? (
        <ActionsMenu actions={actions} label={t('page.head.actions')} />
      ) : (
        <>
          <PriorityMenu actions={actions.filter(isPriority)} />
          {actions
            .filter((action) => !isPriority(action) && !isRare(action))
            .map((action) => (
              <ActionButton key={action.id} action={action} />
            ))}
          <ActionsMenu actions={actions.filter(isRare)} label={t('actions.more')} />
        </>
      )}
      {dialog}
    </div>
  );
}

function ActionButton({ action }: { action: JobAction }) {
  const { id, label, refused, danger, start, to, href } = action;
  const Icon = id.startsWith('service-') ? ExternalLink : icons[id];
  const look = {
    startIcon: Icon && <Icon size={14} strokeWidth={1.5} aria-hidden="true" />,
    ...(danger ? { color: 'error' as const } : {}),
  };
  if (to !== undefined && refused === undefined) {
    return (
      <LinkButton to={to} {...look}>
        {label}
      </LinkButton>
    );
  }
  if (href !== undefined && refused === undefined) {
    return (
      <Button component="a" href={href} download {...look}>
        {label}
      </Button>
    );
  }
  return (
    <RefusableButton refused={refused} onClick={start} {...look}>
      {label}
    </RefusableButton>
  );
}

function PriorityMenu({ actions }: { actions: JobAction[] }) {
  const { t } = useTranslation('jobs');
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  if (actions.length === 0) return null;
  return (
    <>
      <RefusableButton
        refused={actions[0]?.refused}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        endIcon={<ChevronDown size={14} strokeWidth={1.5} aria-hidden="true" />}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {t('waiting.verb.priority')}
      </RefusableButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {actions.map(({ id, label, start }) => (
          <MenuItem
            key={id}
            onClick={() => {
              setAnchor(null);
              start?.();
            }}
          >
            {label}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}

function ActionsMenu({ actions, label }: { actions: JobAction[]; label: string }) {
  const navigate = useNavigate();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const run = ({ start, to, href }: JobAction) => {
    setAnchor(null);
    if (href !== undefined) location.assign(href);
    else if (to === undefined) start?.();
    else void navigate(to);
  };
  return (
    <>
      <IconButton
        aria-label={label}
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
