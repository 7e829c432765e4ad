import { Fault } from '@trainyard/contracts/errors';
import type { FileEntry } from '@trainyard/contracts/file-entry';
import { Download, File as FileIcon, Folder } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, Suspense, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Ago } from '../../ui/ago.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { later } from '../../ui/later.ts';
import { PanelBoundary } from '../../ui/panel-boundary.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/data-table.tsx';
import { useTableState } from '../../ui/table/table-state.ts';
import { useErrorWords } from '../../ui/use-error-words.ts';
import { useFormat } from '../../ui/use-format.ts';
import css from './files.module.css';
import { PathBar } from './path-bar.tsx';
import { joinPath, nameOf, parentOf, shownName } from './paths.ts';
import type { FileTree } from './tree.ts';
import { type DirectoryState, useListing } from './use-listing.ts';

const PreviewPane = later('PreviewPane', () => import('./preview/preview-pane.tsx'));

/** Where in a tree one is: a directory, and the file of it that is looked at. Both stand in the address. */
export interface Place {
  path: string;
  file: string | null;
}

interface FileBrowserProps extends Place {
  tree: FileTree;
  /** The address of a place. */
  hrefOf: (place: Place) => string;
  /** What is said where the top is empty: how it is filled. */
  empty?: ReactNode;
  /** Beside the path: choices of what is browsed. */
  tools?: ReactNode;
}

/** Files of a tree: a directory as a list, and a look into one of its files. */
export function FileBrowser({ tree, path, file, hrefOf, empty, tools }: FileBrowserProps) {
  const navigate = useNavigate();
  const listing = useListing(tree, path);
  const entry = useMemo(
    () => (file === null ? undefined : listing.entries?.find(({ name, type }) => name === file && type === 'file')),
    [listing.entries, file],
  );
  const go = (place: Place) => void navigate(hrefOf(place));
  const onKeyDown = (event: KeyboardEvent) => {
    const typing = (event.target as HTMLElement).closest('input, textarea, [role="dialog"], [role="menu"]');
    if (typing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && file !== null) go({ path, file: null });
    else if (event.key === 'Backspace' && path !== '') go({ path: parentOf(path), file: null });
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts of what is inside; each has a link that does the same
    <div className={`${css.browser} ${file === null ? '' : css.split}`} onKeyDown={onKeyDown}>
      <div className={css.list}>
        <PathBar tree={tree} path={path} hrefOf={hrefOf} listing={listing} tools={tools} />
        <Directory {...{ tree, path, file, hrefOf, empty, listing }} />
      </div>
      {file !== null && (
        <PanelBoundary key={joinPath(path, file)}>
          <Suspense fallback={<div className={css.previewBones} />}>
            <PreviewPane
              tree={tree}
              path={joinPath(path, file)}
              entry={entry}
              onClose={() => go({ path, file: null })}
            />
          </Suspense>
        </PanelBoundary>
      )}
    </div>
  );
}

type DirectoryProps = Omit<FileBrowserProps, 'tools'> & { listing: DirectoryState };

function Directory({ tree, path, file, hrefOf, empty, listing }: DirectoryProps) {
  const { t } = useTranslation(['files']);
  const say = useErrorWords();
  const state = useTableState('files', 'filesort');
  const columns = useColumns(tree, path, file);
  const { entries, error, retry, more, unfinished } = listing;
  const href = useCallback(
    ({ name, type }: FileEntry) =>
      hrefOf(type === 'directory' ? { path: joinPath(path, name), file: null } : { path, file: name }),
    [hrefOf, path],
  );
  if (entries === undefined) {
    return error === null ? (
      <div className={css.bones} />
    ) : (
      <TreeError error={error} name={tree.name} onRetry={retry} />
    );
  }
  return (
    <>
      {error !== null && (
        <p className={css.stale} role="status">
          {t('files:notCurrent', { why: say(error) })}
        </p>
      )}
      {entries.length === 0 && !unfinished ? (
        path === '' && empty !== undefined ? (
          empty
        ) : (
          <EmptyState title={t('files:empty')} text={t('files:emptyText')} />
        )
      ) : (
        <DataTable
          label={t('files:listOf', { name: shownName(nameOf(path) || tree.name) })}
          state={state}
          rows={entries}
          columns={columns}
          rowId={idOf}
          href={href}
          onEnd={more}
          listKey={path}
          blockLines={2}
        />
      )}
    </>
  );
}

/** Storage that cannot be reached is nobody's refusal. */
export function TreeError({ error, name, onRetry }: { error: unknown; name: string; onRetry: () => unknown }) {
  const { t } = useTranslation(['files']);
  const away = error instanceof Fault && error.code === 'StorageUnavailable';
  return <ErrorState error={error} title={away ? t('files:unavailable', { name }) : undefined} onRetry={onRetry} />;
}

const idOf = ({ name, type }: FileEntry): string => `${type} ${name}`;

/** Where a file is looked at beside the list, the list says less. */
function useColumns(tree: FileTree, path: string, open: string | null): Column<FileEntry>[] {
  const { t } = useTranslation(['files']);
  const format = useFormat();
  return useMemo(() => {
    const name: Column<FileEntry> = {
      id: 'name',
      head: t('files:name'),
      width: '1fr',
      optional: false,
      before: ({ type }) => {
        const Icon = type === 'directory' ? Folder : FileIcon;
        return <Icon size={14} strokeWidth={1.5} className={css.icon} aria-hidden="true" />;
      },
      cell: (entry) => (
        <bdi
          className={entry.type === 'directory' ? css.directory : entry.name === open ? css.open : css.file}
          title={shownName(entry.name)}
        >
          {shownName(entry.name)}
        </bdi>
      ),
    };
    const size: Column<FileEntry> = {
      id: 'size',
      head: t('files:size'),
      width: 88,
      align: 'end',
      cell: ({ type, bytes }) =>
        type === 'directory' ? (
          <span className={css.quiet}>{t('files:directory')}</span>
        ) : (
          bytes !== null && format.bytes(bytes)
        ),
    };
    const modified: Column<FileEntry> = {
      id: 'modified',
      head: t('files:modified'),
      width: 136,
      align: 'end',
      cell: ({ modified }) => (modified === null ? '' : <Ago at={Date.parse(modified)} />),
    };
    const get: Column<FileEntry> = {
      id: 'get',
      head: t('files:get'),
      width: 84,
      align: 'end',
      line: 1,
      optional: false,
      cell: (entry) => <GetLink tree={tree} path={path} entry={entry} />,
    };
    return open !== null ? [name, size] : [name, size, modified, get];
  }, [t, format, tree, path, open]);
}

function GetLink({ tree, path, entry }: { tree: FileTree; path: string; entry: FileEntry }) {
  const { t } = useTranslation(['files']);
  const whole = joinPath(path, entry.name);
  const isFile = entry.type === 'file';
  const address = isFile ? tree.fileAddress(whole) : tree.zipAddress(whole);
  if (address === null) return null;
  const name = shownName(entry.name);
  const label = t(isFile ? 'files:download' : 'files:downloadZip', { name });
  return (
    <a
      className={css.get}
      href={address}
      download={isFile ? entry.name : `${entry.name}.zip`}
      aria-label={label}
      title={label}
    >
      <Download size={14} strokeWidth={1.5} aria-hidden="true" />
    </a>
  );
}
