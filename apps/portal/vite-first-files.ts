/**
 * What the first page needs beside the shell, its code, its words and its first answers, is known by the address: a browser is
 * told of it before any of the shell has run, and of the two faces that every page is set in. The script is a file of its own, since the page's
 * policy lets none in that is written into the page.
 */
import type { HtmlTagDescriptor, Plugin, Rolldown } from 'vite';
import { firstPages, firstQuestions } from './src/app/first-pages.ts';
import { languages, preferredLanguage } from './src/app/i18n/preferred.ts';

const faces = ['geist-latin-wght-normal', 'geist-mono-latin-wght-normal'];

/** The files of a page's words by language, beside its code. */
interface FirstFiles {
  form: string;
  code: string[];
  words: Record<string, string[]>;
}

/** Questions by the form of an address. */
interface FirstQuestions {
  form: string;
  asked: readonly string[];
}

/** Runs in the browser, by itself: nothing of this module is there. What it leaves is read by src/live/early-answers.ts. */
function ask(of: FirstQuestions[]): void {
  if (globalThis.trainyardEarly !== undefined) return;
  const early = new Map<string, Promise<Response>>();
  globalThis.trainyardEarly = early;
  const parts = location.pathname.split('/');
  const headers = { accept: 'application/json', 'x-trainyard-via': 'portal' };
  for (const { form, asked } of of) {
    if (!new RegExp(form).test(location.pathname)) continue;
    for (const question of asked) {
      const address = `${location.origin}/api/v1/${question.replace(/\$(\d)/g, (_, at) => parts[at] ?? '')}`;
      const answer = fetch(address, { headers, redirect: 'manual', signal: AbortSignal.timeout(60_000) }).then(
        (response) => {
          // Read whether or not somebody takes it: an answer that nobody reads holds its connection, of which a browser has six.
          response
            .clone()
            .arrayBuffer()
            .catch(() => undefined);
          return response;
        },
      );
      // Whoever takes it is told of a failure.
      answer.catch(() => undefined);
      early.set(address, answer);
    }
  }
}

/** Runs in the browser as well. */
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
  const pages: FirstFiles[] = firstPages.map(([form, page, ...parts]) => ({
    form: form.source,
    code: [...new Set([page, ...parts].flatMap((one) => of(`/src/features/${one}.tsx`)))],
    words: wordsOf(`features/${page.split('/')[0]}`),
  }));
  const questions: FirstQuestions[] = firstQuestions.map(([form, asked]) => ({ form: form.source, asked }));
  const values = [questions, pages, wordsOf('app', 'ui'), languages].map((one) => JSON.stringify(one));
  return `(${ask})(${values[0]});\n(${announce})(${values[1]}, ${values[2]}, (${preferredLanguage})(${values[3]}));\n`;
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
          {
            tag: 'script',
            attrs: { src: `/${this.getFileName(script)}`, async: true, fetchpriority: 'high' },
            injectTo: 'head-prepend',
          },
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
