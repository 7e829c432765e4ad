import { Button, Menu, MenuItem } from '@mui/material';
import { ChevronDown, Search } from 'lucide-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useWorkspaces } from '../../live/questions.ts';
import { addresses } from '../addresses.ts';
import { commandKey } from '../palette/command-key.ts';
import { useOpenPalette } from '../palette/palette-host.tsx';
import { WorkspaceName } from '../workspace-name.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Mark } from './brand.tsx';
import { useShownCrumbs } from './crumbs.tsx';
import css from './shell.module.css';

/** Product, workspace, way to the page, account. */
export const TopBar = memo(function TopBar({ workspace }: { workspace: string }) {
  const { t } = useTranslation();
  const crumbs = useShownCrumbs();
  return (
    <header className={css.top}>
      <Link to={addresses.overview(workspace)} className={css.brand} aria-label={t('product')}>
        <Mark />
        <span aria-hidden="true">{t('product')}</span>
      </Link>
      <nav className={css.crumbs} aria-label={t('nav.way')}>
        <WorkspaceMenu workspace={workspace} />
        <ol>
          {crumbs.map(({ label, to }) => (
            <li key={to ?? label}>
              {to === undefined ? <span aria-current="page">{label}</span> : <Link to={to}>{label}</Link>}
            </li>
          ))}
        </ol>
      </nav>
      <div className={css.end}>
        <FindButton />
        <AccountMenu />
      </div>
    </header>
  );
});

/** Looks like a field, opens the palette; on a narrow screen only its sign is left. */
function FindButton() {
  const { t } = useTranslation();
  const open = useOpenPalette();
  return (
    <button type="button" className={css.find} aria-haspopup="dialog" onClick={() => open('palette')}>
      <Search size={16} strokeWidth={1.5} aria-hidden="true" />
      <span className={css.findText}>{t('palette.field')}</span>
      <span className={`${css.key} ${css.wide}`} aria-hidden="true">{`${commandKey} K`}</span>
    </button>
  );
}

function WorkspaceMenu({ workspace }: { workspace: string }) {
  const { t } = useTranslation();
  const { data } = useWorkspaces();
  const navigate = useNavigate();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const go = (to: string) => {
    setAnchor(null);
    void navigate(to);
  };
  return (
    <>
      <Button
        variant="text"
        className={css.wide}
        onClick={(event) => setAnchor(event.currentTarget)}
        endIcon={<ChevronDown size={14} />}
        aria-haspopup="menu"
        title={t('workspace.choose')}
      >
        <WorkspaceName of={workspace} />
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {data?.map(({ uid, ref }) => (
          <MenuItem key={uid} selected={ref === workspace} onClick={() => go(addresses.overview(ref))}>
            <WorkspaceName of={ref} />
          </MenuItem>
        ))}
        <MenuItem onClick={() => go(addresses.newWorkspace())}>{t('workspace.new')}</MenuItem>
      </Menu>
    </>
  );
}
