import { Download } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Ago } from '../../ui/ago.tsx';
import { CopyButton } from '../../ui/form/copy-button.tsx';
import { useFormat } from '../../ui/use-format.ts';
import type { Place } from './file-browser.tsx';
import css from './files.module.css';
import { nameOf, shownName, stepsOf } from './paths.ts';
import type { FileTree } from './tree.ts';
import type { DirectoryState } from './use-listing.ts';

interface PathBarProps {
  tree: FileTree;
  path: string;
  hrefOf: (place: Place) => string;
  listing: DirectoryState;
  tools: ReactNode;
}

/** The way from the top to the open directory, how much is in it, and what can be done with it as a whole. */
export function PathBar({ tree, path, hrefOf, listing, tools }: PathBarProps) {
  const { t } = useTranslation(['files']);
  const steps = stepsOf(path);
  const zip = tree.zipAddress(path);
  return (
    <div className={css.bar}>
      {tools}
      <nav className={css.crumbs} aria-label={t('files:path')}>
        {['', ...steps].map((step, at) => {
          const to = steps.slice(0, at).join('/');
          const words = <bdi>{at === 0 ? tree.name : shownName(step)}</bdi>;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step of a path is its place in it
            <Fragment key={at}>
              {at > 0 && <span className={css.slash}>{'/'}</span>}
              {at === steps.length ? (
                <b aria-current="page">{words}</b>
              ) : (
                <Link to={hrefOf({ path: to, file: null })}>{words}</Link>
              )}
            </Fragment>
          );
        })}
      </nav>
      <CopyButton text={tree.copiedPath(path)} what={t('files:thePath')} />
      <span className={css.meta}>
        <Count listing={listing} />
        {tree.changes && listing.at > 0 && (
          <span data-moving>
            {t('files:listed')} <Ago at={listing.at} />
          </span>
        )}
      </span>
      {zip !== null && (listing.entries?.length ?? 0) > 0 && (
        <a className={css.zip} href={zip} download={`${nameOf(path) || tree.name}.zip`}>
          <Download size={14} strokeWidth={1.5} aria-hidden="true" />
          {t('files:zip')}
        </a>
      )}
    </div>
  );
}

function Count({ listing: { entries, unfinished } }: { listing: DirectoryState }) {
  const { t } = useTranslation(['files']);
  const format = useFormat();
  if (entries === undefined || entries.length === 0) return null;
  const n = format.count(entries.length);
  return <span>{unfinished ? t('files:entriesMore', { n }) : t('files:entries', { count: entries.length, n })}</span>;
}
