import { IconButton } from '@mui/material';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut, useSession } from '../../features/session/session.ts';
import { Menu, MenuItem } from '../../ui/menu/menu.tsx';
import { chooseLanguage } from '../i18n/i18n.ts';
import { languages } from '../i18n/preferred.ts';
import { chooseScheme, useScheme } from '../theme/scheme.ts';
import css from './shell.module.css';

/** Who is signed in, and what this browser remembers of their taste. */
export function AccountMenu() {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const scheme = useScheme();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const name = session.kind === 'in' || session.kind === 'ended' ? session.session.actor.name : '';
  const { language } = i18n;
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
        {anchor !== null && itemsOf(t, name, scheme, language, close)}
      </Menu>
    </>
  );
}

function itemsOf(
  t: TFunction<'app'>,
  name: string,
  scheme: ReturnType<typeof useScheme>,
  language: string,
  close: () => void,
) {
  return [
    <MenuItem key="name" disabled>
      {t('account.signedInAs', { name })}
    </MenuItem>,
    ...(['dark', 'light'] as const).map((one) => (
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
    )),
    ...languages.map((one) => (
      <MenuItem
        key={one}
        role="menuitemradio"
        aria-checked={language === one}
        selected={language === one}
        lang={one}
        onClick={() => {
          void chooseLanguage(one);
          close();
        }}
      >
        {t(`account.${one}`)}
      </MenuItem>
    )),
    <MenuItem key="out" onClick={() => void signOut()}>
      {t('account.signOut')}
    </MenuItem>,
  ];
}
