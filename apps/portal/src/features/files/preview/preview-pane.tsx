import { Button, IconButton } from '@mui/material';
import type { FileEntry } from '@trainyard/contracts/file-entry';
import { Download, Link2, X } from 'lucide-react';
import { type ComponentType, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Ago } from '../../../ui/ago.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { CopyButton } from '../../../ui/form/copy-button.tsx';
import { later } from '../../../ui/later.ts';
import { PanelBoundary } from '../../../ui/panel-boundary.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { kindOf, mostOf, type PreviewKind } from '../kinds.ts';
import { nameOf, shownName } from '../paths.ts';
import type { FileTree } from '../tree.ts';
import css from './preview.module.css';
import { TextPreview } from './text-preview.tsx';

const LinkDialog = later('LinkDialog', () => import('./link-dialog.tsx'));

/** What every preview is given. */
export interface PreviewProps {
  tree: FileTree;
  path: string;
  /** Changes with the file. */
  stamp: string;
}

const previews: Record<PreviewKind, ComponentType<PreviewProps>> = {
  text: TextPreview,
  image: later('ImagePreview', () => import('./image-preview.tsx')),
  csv: later('CsvPreview', () => import('./csv-preview.tsx')),
  json: later('JsonPreview', () => import('./json-preview.tsx')),
  markdown: later('MarkdownPreview', () => import('./markdown-preview.tsx')),
  events: later('EventsPreview', () => import('./events-preview.tsx')),
};

interface PreviewPaneProps {
  tree: FileTree;
  path: string;
  /** As it is listed; undefined while that is not known. */
  entry: FileEntry | undefined;
  onClose: () => void;
}

/** One file: what can be done with it, and what is in it. */
export function PreviewPane({ tree, path, entry, onClose }: PreviewPaneProps) {
  const { t } = useTranslation(['files', 'ui']);
  const format = useFormat();
  const [linking, setLinking] = useState(false);
  const name = nameOf(path);
  const modified = entry?.modified ?? null;
  return (
    <section className={css.pane} aria-label={t('files:preview', { name: shownName(name) })}>
      <header className={css.head}>
        <h2 className={css.title} title={shownName(name)}>
          <bdi>{shownName(name)}</bdi>
        </h2>
        <span className={css.meta}>
          {entry?.bytes != null && <span>{format.bytes(entry.bytes)}</span>}
          {modified !== null && <Ago at={Date.parse(modified)} />}
        </span>
        <span className={css.tools}>
          <CopyButton text={tree.copiedPath(path)} what={t('files:thePath')} />
          <Button startIcon={<Link2 size={14} strokeWidth={1.5} aria-hidden />} onClick={() => setLinking(true)}>
            {t('files:link')}
          </Button>
          <Button
            component="a"
            href={tree.fileAddress(path)}
            download={name}
            startIcon={<Download size={14} strokeWidth={1.5} aria-hidden />}
          >
            {t('files:get')}
          </Button>
          <IconButton aria-label={t('ui:close')} onClick={onClose}>
            <X size={16} strokeWidth={1.5} />
          </IconButton>
        </span>
      </header>
      <div className={css.body}>
        <PanelBoundary>
          <Suspense fallback={null}>
            <Content tree={tree} path={path} entry={entry} />
          </Suspense>
        </PanelBoundary>
      </div>
      <Suspense>{linking && <LinkDialog tree={tree} path={path} onClose={() => setLinking(false)} />}</Suspense>
    </section>
  );
}

function Content({ tree, path, entry }: Omit<PreviewPaneProps, 'onClose'>) {
  const { t } = useTranslation(['files']);
  const format = useFormat();
  const kind = kindOf(path, entry?.bytes ?? null);
  if (entry?.bytes === 0) return <EmptyState title={t('files:emptyFile')} />;
  if (kind === 'tooLarge') {
    const most = mostOf(kindOf(path, null) as PreviewKind) ?? 0;
    return <EmptyState title={t('files:tooLarge')} text={t('files:tooLargeText', { most: format.bytes(most) })} />;
  }
  const Preview = previews[kind];
  return <Preview tree={tree} path={path} stamp={`${entry?.bytes ?? ''} ${entry?.modified ?? ''}`} />;
}
