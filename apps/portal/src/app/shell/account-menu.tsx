import { IconButton, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut, useSession } from '../../features/session/session.ts';
import { chooseLanguage, languages } from '../i18n/i18n.ts';
import { chooseScheme, useScheme } from '../theme/scheme.ts';
import css from './shell.module.css';

/** Who is signed in, and what this browser remembers of their taste. */
export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const scheme = useScheme();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const name = session.kind === 'in' || session.kind === 'ended' ? session.session.actor.name : '';
  const close = () => setAnchor(null);
  /** What is seen is also said, or the button could not be named to a machine that listens. */
  const initials = name.slice(0, 2).toUpperCase();
  return (
    <>
      <IconButton
        aria-label={t('account.open', { name, initials })}
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span className={css.avatar} aria-hidden="true">
          {initials}
        </span>
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        <MenuItem disabled>{t('account.signedInAs', { name })}</MenuItem>
        {(['dark', 'light'] as const).map((one) => (
          <MenuItem
            key={one}
            role="menuitemradio"
            aria-checked={scheme === one}
            selected={scheme === one}
            onClick={() => {
              chooseScheme(one);
              close();
            }}
          >
            {t('account.themeChoice', { theme: t(`account.${one}`) })}
          </MenuItem>
        ))}
        {languages.map((one) => (
          <MenuItem
            key={one}
            role="menuitemradio"
            aria-checked={i18n.language === one}
            selected={i18n.language === one}
            lang={one}
            onClick={() => {
              void chooseLanguage(one);
              close();
            }}
          >
            {t(`account.${one}`)}
          </MenuItem>
        ))}
        <MenuItem onClick={() => void signOut()}>{t('account.signOut')}</MenuItem>
      </Menu>
    </>
  );
}
