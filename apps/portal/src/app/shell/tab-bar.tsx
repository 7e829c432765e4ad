import { Folder, LayoutDashboard, ListChecks, Plus, Server } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { addresses } from '../addresses.ts';
import css from './shell.module.css';

/** The rail of a narrow screen. */
export const TabBar = memo(function TabBar({ workspace }: { workspace: string }) {
  const { t } = useTranslation();
  const tabs = [
    { to: addresses.overview(workspace), Icon: LayoutDashboard, label: t('nav.overview'), end: true },
    { to: addresses.jobs(workspace), Icon: ListChecks, label: t('nav.jobs'), end: false },
    { to: addresses.clusters(workspace), Icon: Server, label: t('nav.clusters'), end: false },
    { to: addresses.data(workspace), Icon: Folder, label: t('nav.data'), end: false },
    { to: addresses.newJob(workspace), Icon: Plus, label: t('nav.submit'), end: true },
  ];
  return (
    <nav className={css.tabs} aria-label={t('nav.main')}>
      {tabs.map(({ to, Icon, label, end }) => (
        <NavLink key={to} to={to} end={end}>
          <Icon size={16} strokeWidth={1.5} aria-hidden="true" />
          {label}
        </NavLink>
      ))}
    </nav>
  );
});
