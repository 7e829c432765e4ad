/**
 * Languages. Words live beside what says them, in `words/en.ts` and `words/fr.ts` of `app`, `ui`, each feature and those of its
 * folders that are fetched apart; a folder is a namespace, loaded when something first speaks it. `{name}` is a value, as in the texts of the contracts.
 */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { keepLanguage, type Language, languages, preferredLanguage } from './preferred.ts';

const catalogues = import.meta.glob<{ default: object }>([
  '../words/{en,fr}.ts',
  '../../ui/words/{en,fr}.ts',
  '../../features/*/words/{en,fr}.ts',
  '../../features/*/*/words/{en,fr}.ts',
]);

/** The catalogue of a namespace, whose folder no other has the name of. */
function catalogueOf(language: string, namespace: string) {
  if (namespace === 'app') return catalogues[`../words/${language}.ts`];
  const end = `/${namespace}/words/${language}.ts`;
  return Object.entries(catalogues).find(([path]) => path.endsWith(end))?.[1];
}

const { promise: started, resolve: hasStarted } = Promise.withResolvers<void>();

/** Prepares the language in force; the first words are loaded when this resolves. */
export async function startLanguages(): Promise<void> {
  await i18next
    .use(initReactI18next)
    .use({
      type: 'backend',
      init: () => undefined,
      read(language: string, namespace: string, done: (error: unknown, data: object | null) => void) {
        const load = catalogueOf(language, namespace);
        if (load === undefined) done(new Error(`no words for ${namespace} in ${language}`), null);
        else
          load().then(
            (module) => done(null, module.default),
            (error: unknown) => done(error, null),
          );
      },
    })
    .init({
      lng: preferredLanguage(languages),
      fallbackLng: false,
      ns: ['app', 'ui'],
      defaultNS: 'app',
      interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
      returnNull: false,
      partialBundledLanguages: true,
      react: { useSuspense: true },
    });
  document.documentElement.lang = i18next.language;
  hasStarted();
}

/** Loads a feature's words beside its code, so that neither waits for the other. */
export async function loadWords(namespace: string): Promise<void> {
  // The first page asks before there is a language: asked then, the library answers that all is loaded and loads nothing.
  await started;
  await i18next.loadNamespaces(namespace);
}

/** Speaks another language from now on, in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  keepLanguage(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
