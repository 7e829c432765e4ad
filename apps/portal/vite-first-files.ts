/**
 * What the first page needs beside the shell, its code and its words, is known by the address: a browser is told of it before
 * any of the shell has run, and of the two faces that every page is set in. The script is a file of its own, since the page's
 * policy lets none in that is written into the page.
 */
import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';
import { firstPages } from './src/app/first-pages.ts';
import { languages, preferredLanguage } from './src/app/i18n/preferred.ts';

const faces = ['geist-latin-wght-normal', 'geist-mono-latin-wght-normal'];

/** The files of a page's words by language, beside its code. */
interface FirstFiles {
  form: string;
  code: string[];
  words: Record<string, string[]>;
}

/** Runs in the browser, by itself: nothing of this module is there. */
function announce(of: FirstFiles[], shell: Record<string, string[]>, language: string): void {
  const page = of.find(({ form }) => new RegExp(form).test(location.pathname));
  for (const file of [...(shell[language] ?? []), ...(page?.code ?? []), ...(page?.words[language] ?? [])]) {
    const link = document.createElement('link');
    const style = file.endsWith('.css');
    link.rel = style ? 'preload' : 'modulepreload';
    if (style) {
      link.as = 'style';
      link.crossOrigin = '';
    }
    link.href = file;
    document.head.append(link);
  }
}

type Bundle = Rolldown.OutputBundle;

/** Finds the files of modules, by the end of their names. */
function filesOf(bundle: Bundle) {
  const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
  const entry = chunks.find(({ isEntry }) => isEntry);
  if (entry === undefined) throw new Error('the build has no entry');
  const closure = (file: string, found = new Set<string>()): Set<string> => {
    const chunk = bundle[file];
    if (found.has(file) || chunk?.type !== 'chunk') return found;
    found.add(file);
    for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style);
    for (const one of chunk.imports) closure(one, found);
    return found;
  };
  const shell = closure(entry.fileName);
  return (module: string): string[] => {
    const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(module));
    if (chunk === undefined) throw new Error(`the build has no chunk for ${module}`);
    return [...closure(chunk.fileName)].filter((file) => !shell.has(file)).map((file) => `/${file}`);
  };
}

function scriptOf(bundle: Bundle): string {
  const of = filesOf(bundle);
  const wordsOf = (...folders: string[]) =>
    Object.fromEntries(
      languages.map((one) => [one, folders.flatMap((folder) => of(`/src/${folder}/words/${one}.ts`))]),
    );
  const pages: FirstFiles[] = firstPages.map(([form, page]) => ({
    form: form.source,
    code: of(`/src/features/${page}.tsx`),
    words: wordsOf(`features/${page.split('/')[0]}`),
  }));
  const values = [pages, wordsOf('app', 'ui'), languages].map((one) => JSON.stringify(one));
  return `(${announce})(${values[0]}, ${values[1]}, (${preferredLanguage})(${values[2]}));\n`;
}

/** Adds the script and the faces to the page. */
export function firstFiles(): Plugin {
  let tags: HtmlTagDescriptor[] = [];
  return {
    name: 'trainyard-first-files',
    apply: 'build',
    generateBundle: {
      order: 'pre',
      handler(_options, bundle) {
        const script = this.emitFile({ type: 'asset', name: 'first-files.js', source: scriptOf(bundle) });
        const fonts = Object.keys(bundle).filter((file) => faces.some((face) => file.includes(`/${face}-`)));
        tags = [
          { tag: 'script', attrs: { src: `/${this.getFileName(script)}`, async: true }, injectTo: 'head-prepend' },
          ...fonts.map((file): HtmlTagDescriptor => {
            const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/${file}` };
            return { tag: 'link', attrs, injectTo: 'head' };
          }),
        ];
      },
    },
    transformIndexHtml: { order: 'post', handler: () => tags },
  };
}
