import { useQueryClient } from '@tanstack/react-query';
import type { Job, JobUpdate } from '@trainyard/contracts/job';
import { priorities } from '@trainyard/contracts/priorities';
import {
  ArrowUpDown,
  Contrast,
  Folder,
  FolderPlus,
  Gauge,
  Keyboard,
  Languages,
  LayoutDashboard,
  ListChecks,
  LogOut,
  type LucideIcon,
  Pause,
  Play,
  Plus,
  Server,
  SquareStack,
} from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMatch, useNavigate } from 'react-router';
import { signOut, useAdministers } from '../../features/session/session.ts';
import { client } from '../../live/client.ts';
import { keys } from '../../live/keys.ts';
import { useClusters, useJobs, useWorkspaces } from '../../live/questions.ts';
import { Glyph, isGlyphState } from '../../ui/glyph.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useErrorWords } from '../../ui/use-error-words.ts';
import { addresses } from '../addresses.ts';
import { chooseLanguage } from '../i18n/i18n.ts';
import { languages } from '../i18n/preferred.ts';
import { chooseScheme, useScheme } from '../theme/scheme.ts';
import { namesOf } from '../workspace-name.tsx';
import type { Findable } from './find.ts';
import { useOpenPalette } from './palette-host.tsx';

export const groups = ['pages', 'actions', 'clusters', 'jobs', 'workspaces'] as const;

export interface PaletteItem extends Findable {
  /** Unlike any other's. */
  key: string;
  group: (typeof groups)[number];
  icon: ReactNode;
  /** Shown at the right end, and searched too: where it stands. */
  also?: string | undefined;
  /** The keys that do the same. */
  keys?: string | undefined;
  run: () => void;
}

const jobPath = '/w/:workspace/jobs/:experiment/:name';

const icon = (Icon: LucideIcon) => <Icon size={16} strokeWidth={1.5} aria-hidden="true" />;

/** Everything the palette knows, in the order in which it stands when nothing is typed. */
export function usePaletteItems(workspace: string): PaletteItem[] {
  const pages = usePages(workspace);
  const actions = useActions(workspace);
  const things = useThings(workspace);
  const verbs = useJobVerbs();
  return useMemo(() => [...pages, ...verbs, ...actions, ...things], [pages, verbs, actions, things]);
}

function usePages(workspace: string): PaletteItem[] {
  const { t } = useTranslation();
  const administers = useAdministers();
  const navigate = useNavigate();
  return useMemo(() => {
    const page = (name: 'overview' | 'clusters' | 'jobs' | 'data', letter: string, Icon: LucideIcon): PaletteItem => ({
      key: `page ${name}`,
      group: 'pages',
      label: t(`nav.${name}`),
      icon: icon(Icon),
      keys: `g ${letter}`,
      run: () => void navigate(addresses[name](workspace)),
    });
    const limits: PaletteItem = {
      key: 'page limits',
      group: 'pages',
      label: t('nav.limits'),
      icon: icon(Gauge),
      run: () => void navigate(addresses.limits(workspace)),
    };
    const pages = [
      page('overview', 'o', LayoutDashboard),
      page('clusters', 'c', Server),
      page('jobs', 'j', ListChecks),
      page('data', 'f', Folder),
    ];
    return administers ? [...pages, limits] : pages;
  }, [t, navigate, workspace, administers]);
}

function useActions(workspace: string): PaletteItem[] {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const scheme = useScheme();
  const open = useOpenPalette();
  return useMemo(() => {
    const action = (key: string, label: string, Icon: LucideIcon, run: () => void): PaletteItem => ({
      key: `action ${key}`,
      group: 'actions',
      label,
      icon: icon(Icon),
      run,
    });
    const other = scheme === 'dark' ? 'light' : 'dark';
    const go = (to: string) => () => void navigate(to);
    return [
      action('job', t('palette.submitJob'), Play, go(addresses.newJob(workspace))),
      action('cluster', t('palette.newCluster'), Plus, go(addresses.newCluster(workspace))),
      action('workspace', t('palette.newWorkspace'), FolderPlus, go(addresses.newWorkspace())),
      action('theme', t('account.themeChoice', { theme: t(`account.${other}`) }), Contrast, () => chooseScheme(other)),
      ...languages
        .filter((one) => one !== i18n.language)
        .map((one) => action(one, t(`account.${one}`), Languages, () => void chooseLanguage(one))),
      { ...action('keys', t('palette.keys'), Keyboard, () => open('keys')), keys: '?' },
      action('out', t('account.signOut'), LogOut, () => void signOut()),
    ];
  }, [t, i18n.language, navigate, scheme, workspace, open]);
}

/** What can be done to the job whose page is open, while it waits. */
function useJobVerbs(): PaletteItem[] {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const toast = useToast();
  const words = useErrorWords();
  const { workspace = '', experiment = '', name = '' } = useMatch(jobPath)?.params ?? {};
  return useMemo(() => {
    const of = { workspace, experiment, name };
    const job = queries.getQueryData<Job>(keys.job(of));
    if (job?.executionState !== 'queued' || job.can.update !== true) return [];
    const verb = (key: string, label: string, Icon: LucideIcon, body: JobUpdate): PaletteItem => ({
      key: `verb ${key}`,
      group: 'actions',
      label,
      icon: icon(Icon),
      run: () => void client.call('updateJob', { params: of, body }).catch((error) => toast(words(error))),
    });
    const others = priorities.filter((priority) => priority !== job.schedulingPriority);
    return [
      job.held
        ? verb('release', t('palette.release', { name }), Play, { held: false })
        : verb('hold', t('palette.hold', { name }), Pause, { held: true }),
      ...others.map((priority) =>
        verb(priority, t(`palette.priority.${priority}`, { name }), ArrowUpDown, { schedulingPriority: priority }),
      ),
    ];
  }, [t, queries, toast, words, workspace, experiment, name]);
}

/** What is loaded of clusters, jobs and workspaces; events keep it current. */
function useThings(workspace: string): PaletteItem[] {
  const { t } = useTranslation('ui');
  const navigate = useNavigate();
  const clusters = useClusters(workspace).data;
  const jobs = useJobs(workspace, {}).data;
  const workspaces = useWorkspaces().data;
  return useMemo(() => {
    const jobItem = (job: Job): PaletteItem => ({
      key: job.uid,
      group: 'jobs',
      label: job.name,
      also: job.experiment,
      icon: isGlyphState(job.executionState) ? (
        <Glyph state={job.executionState} />
      ) : (
        <span className="visually-hidden">{t('na')}</span>
      ),
      run: () => void navigate(addresses.job(job)),
    });
    return [
      ...(clusters ?? []).map(
        ({ uid, name, vmSize }): PaletteItem => ({
          key: uid,
          group: 'clusters',
          label: name,
          also: vmSize,
          icon: icon(Server),
          run: () => void navigate(addresses.cluster(workspace, name)),
        }),
      ),
      ...(jobs?.pages.flatMap(({ items }) => items) ?? []).map(jobItem),
      ...(workspaces ?? [])
        .filter(({ ref }) => ref !== workspace)
        .map(
          ({ uid, ref }): PaletteItem => ({
            key: uid,
            group: 'workspaces',
            label: namesOf(ref).name,
            also: namesOf(ref).group,
            icon: icon(SquareStack),
            run: () => void navigate(addresses.overview(ref)),
          }),
        ),
    ];
  }, [t, navigate, clusters, jobs, workspaces, workspace]);
}
