import { globSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';

const portal = fileURLToPath(new URL('../../apps/portal/src/', import.meta.url));

interface Words {
  [key: string]: string | Words;
}

function* flat(words: Words, at = ''): Generator<[key: string, text: string]> {
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') yield [`${at}${key}`, value];
    else yield* flat(value, `${at}${key}.`);
  }
}

const load = async (file: string): Promise<Map<string, string>> => {
  const { default: words } = (await import(pathToFileURL(file).href)) as { default: Words };
  return new Map(flat(words));
};

/** What a catalogue's text looks like on a page: its values may be anything. Undefined for one without a word of its own. */
function pattern(text: string): RegExp | undefined {
  const own = text.replaceAll(/\{\w+\}/g, ' ');
  if (!/\p{L}{2}/u.test(own)) return undefined;
  const parts = text.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+?')}$`, 'su');
}

/** What is not the portal's to translate: code, what jobs print, and what the server's schema says of a field of a body. */
const notWords =
  'script, style, code, pre, kbd, [lang="en"], [role="log"] bdi, section[aria-label="YAML"], #yaml-status, [aria-hidden="true"] [title]';

/** Finds words of another language on a page: made of all catalogues of the portal, English and French. */
export class Catalogues {
  readonly #english: { key: string; text: RegExp }[] = [];
  readonly #french: RegExp[] = [];

  static async read(): Promise<Catalogues> {
    const read = new Catalogues();
    for (const file of globSync(`${portal}{app,ui,features/*,features/*/*}/words/en.ts`)) {
      const [english, french] = await Promise.all([load(file), load(file.replace(/en\.ts$/, 'fr.ts'))]);
      const folder = file.slice(portal.length).replace('/words/en.ts', '');
      for (const [key, text] of english) {
        const found = pattern(text);
        if (found && french.get(key) !== text) read.#english.push({ key: `${folder} ${key}`, text: found });
      }
      read.#french.push(...[...french.values()].flatMap((text) => pattern(text) ?? []));
    }
    return read;
  }

  /** How many texts differ between the two. */
  get size(): number {
    return this.#english.length;
  }

  /** Texts of the page (its attributes too) that are English where the French would be another, one line each. */
  async englishOn(page: Page): Promise<string[]> {
    const texts = await page.evaluate<string[]>(`(() => {
      const found = new Set();
      const isForeign = (one) => one.closest('${notWords}') !== null;
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) if (!isForeign(walk.currentNode.parentElement)) found.add(walk.currentNode.textContent.trim());
      for (const one of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
        if (!isForeign(one)) for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.add((one.getAttribute(name) ?? '').trim());
      return [...found].filter((text) => text !== '');
    })()`);
    const foreign = texts.filter((text) => !this.#french.some((french) => french.test(text)));
    return foreign.flatMap((text) => {
      const is = this.#english.find((english) => english.text.test(text));
      return is ? [`${is.key}: ${text}`] : [];
    });
  }
}
