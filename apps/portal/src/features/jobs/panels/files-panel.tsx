import { MenuItem, TextField } from '@mui/material';
import type { JobDirectory } from '@trainyard/contracts/api/trees';
import { useCallback, useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useJobDirectories } from '../../../live/storage-questions.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { CliLine } from '../../../ui/form/cli-line.tsx';
import { PanelBoundary } from '../../../ui/panel-boundary.tsx';
import { FileBrowser, type Place } from '../../files/file-browser.tsx';
import { jobTree } from '../../files/remote.ts';
import { isOver } from '../job-facts.ts';
import css from './files-panel.module.css';
import { downloadLine } from './outputs.ts';
import type { PanelProps } from './panel.ts';
import { useShard } from './tab.ts';

/** What the address says of the files that are shown. */
function useAsked() {
  const [search] = useSearchParams();
  const number = (name: string): number | undefined => {
    const text = search.get(name) ?? '';
    return /^\d{1,7}$/.test(text) ? Number(text) : undefined;
  };
  /** The search of this page with other values; null takes one out. */
  const searchOf = useCallback(
    (changes: Record<string, string | null>): string => {
      const next = new URLSearchParams(search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === '') next.delete(name);
        else next.set(name, value);
      }
      return `?${next}`;
    },
    [search],
  );
  return {
    directory: search.get('dir'),
    path: search.get('path') ?? '',
    file: search.get('file'),
    attempt: number('of'),
    searchOf,
  };
}

/** Files of a job, directory by directory, wherever they lie. */
export function FilesPanel({ job, attempts }: PanelProps) {
  const { t } = useTranslation(['jobs', 'files']);
  const { data, error, refetch } = useJobDirectories(job);
  const asked = useAsked();
  const id = useId();
  const open = data?.find(({ id }) => id === asked.directory) ?? first(data);
  return (
    <section className={css.whole} aria-labelledby={id}>
      <header className={css.head}>
        <h2 className={css.title} id={id}>
          {t('jobs:page.files.title')}
        </h2>
        {data !== undefined && (
          <nav className={css.directories} aria-label={t('jobs:page.files.directories')}>
            {data.map((directory) => (
              <Link
                key={directory.id}
                to={asked.searchOf({ dir: directory.id, path: null, file: null })}
                aria-current={directory.id === open?.id ? 'page' : undefined}
                title={directory.path}
              >
                <bdi>{directory.id}</bdi>
              </Link>
            ))}
          </nav>
        )}
        {open !== undefined && <Where directory={open} />}
        <span className={css.cli}>
          <CliLine line={downloadLine(job)} />
        </span>
      </header>
      {data === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      {open?.place === 'unreadable' && (
        <EmptyState
          title={t('jobs:page.files.unreadable')}
          text={t('jobs:page.files.unreadableText', { path: open.path })}
        />
      )}
      {open !== undefined && open.place !== 'unreadable' && (
        <PanelBoundary>
          <Directory key={open.id} {...{ job, attempts, directory: open, asked }} />
        </PanelBoundary>
      )}
    </section>
  );
}

/** Outputs are what one comes for; logs have a page of their own. */
const first = (all: readonly JobDirectory[] | undefined): JobDirectory | undefined =>
  all?.find(({ kind }) => kind === 'output') ?? all?.find(({ kind }) => kind === 'checkpoints') ?? all?.[0];

function Where({ directory: { place, volume } }: { directory: JobDirectory }) {
  const { t } = useTranslation(['jobs']);
  return (
    <span className={css.where}>
      {place === 'volume'
        ? t('jobs:page.files.onVolume', { volume: volume ?? '' })
        : t(`jobs:page.files.places.${place}`)}
    </span>
  );
}

interface DirectoryProps extends PanelProps {
  directory: JobDirectory;
  asked: ReturnType<typeof useAsked>;
}

function Directory({ job, attempts, directory, asked }: DirectoryProps) {
  const { t } = useTranslation(['jobs', 'files']);
  const unit = useShard();
  const over = isOver(job);
  const { attempt, searchOf, path, file } = asked;
  const ofStore = directory.place !== 'volume';
  const { workspace, experiment, name } = job;
  const tree = useMemo(() => {
    const of = ofStore
      ? { ...(unit === undefined ? {} : { unit }), ...(attempt === undefined ? {} : { attempt }) }
      : {};
    return jobTree({ workspace, experiment, name }, directory, of, !over);
  }, [workspace, experiment, name, directory, unit, attempt, ofStore, over]);
  const hrefOf = useCallback(
    (place: Place) => searchOf({ dir: directory.id, path: place.path, file: place.file }),
    [searchOf, directory.id],
  );
  const numbers = [...new Set(attempts.filter((one) => one.unit === (unit ?? one.unit)).map((one) => one.number))];
  return (
    <FileBrowser
      tree={tree}
      path={path}
      file={file}
      hrefOf={hrefOf}
      tools={ofStore && numbers.length > 1 && <AttemptChoice numbers={numbers} attempt={attempt} searchOf={searchOf} />}
      empty={
        <EmptyState
          title={t(over ? 'jobs:page.outputs.noneOver' : 'jobs:page.outputs.none')}
          text={t(over ? 'jobs:page.outputs.noneOverText' : 'jobs:page.outputs.noneText')}
        />
      }
    />
  );
}

interface AttemptChoiceProps {
  numbers: readonly number[];
  attempt: number | undefined;
  searchOf: ReturnType<typeof useAsked>['searchOf'];
}

/** Whose files are shown, where each attempt left its own. */
function AttemptChoice({ numbers, attempt, searchOf }: AttemptChoiceProps) {
  const { t } = useTranslation(['jobs']);
  const [, setSearch] = useSearchParams();
  const newest = Math.max(...numbers);
  return (
    <TextField
      select
      fullWidth={false}
      value={String(attempt ?? newest)}
      onChange={({ target: { value } }) =>
        setSearch(searchOf({ of: Number(value) === newest ? null : value, path: null, file: null }).slice(1))
      }
      slotProps={{ htmlInput: { 'aria-label': t('jobs:page.files.attempt') } }}
    >
      {numbers.toReversed().map((number) => (
        <MenuItem key={number} value={String(number)}>
          {t('jobs:page.timeline.attempt', { number })}
        </MenuItem>
      ))}
    </TextField>
  );
}
