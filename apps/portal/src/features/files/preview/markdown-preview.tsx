import { ImageOff } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import Markdown, { type Components } from 'react-markdown';
import gfm from 'remark-gfm';
import { mostOf } from '../kinds.ts';
import css from './preview.module.css';
import type { PreviewProps } from './preview-pane.tsx';
import { shownText } from './text-preview.tsx';
import { Whole } from './whole.tsx';

/** Markdown as its author meant it, without markup of its own: no HTML, no image from elsewhere, no link that acts here. */
export function MarkdownPreview(props: PreviewProps) {
  return (
    <Whole {...props} most={mostOf('markdown') ?? 0}>
      {(bytes) => <Text bytes={bytes} />}
    </Whole>
  );
}

const plugins = [gfm];
/** Others are words: a relative one leads nowhere outside its tree, and `javascript:` is no place. */
const leadsOut = /^(https?:|mailto:)/i;

const components: Components = {
  a: ({ href, children }) =>
    href !== undefined && leadsOut.test(href) ? (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  img: ({ alt }) => <Image alt={alt ?? ''} />,
  // The page has its own h1 and h2.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h5>{children}</h5>,
  h4: ({ children }) => <h6>{children}</h6>,
  h5: ({ children }) => <h6>{children}</h6>,
};

function Image({ alt }: { alt: string }) {
  const { t } = useTranslation(['files']);
  return (
    <span className={css.image} title={t('files:imageNotFetched')}>
      <ImageOff size={14} strokeWidth={1.5} aria-hidden="true" />
      {alt === '' ? t('files:imageNotFetched') : alt}
    </span>
  );
}

function Text({ bytes }: { bytes: Uint8Array }) {
  const text = useMemo(() => shownText(bytes, true), [bytes]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <article className={css.markdown} tabIndex={0}>
      <Markdown remarkPlugins={plugins} skipHtml components={components}>
        {text}
      </Markdown>
    </article>
  );
}
