export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

/**
 * The language to begin with: the address says it, else what was chosen last in this browser, else what the browser asks for.
 * It stands by itself: it also runs before anything else of the page is there (vite-first-files.ts).
 */
export function preferredLanguage(known: readonly Language[]): Language {
  const said = new URLSearchParams(location.search).get('lang');
  for (const one of [said, localStorage.getItem('trainyard.language'), ...navigator.languages]) {
    const found = known.find((language) => language === one?.slice(0, 2).toLowerCase());
    if (found !== undefined) return found;
  }
  return 'en';
}

/** Remembers the choice for {@link preferredLanguage}. */
export const keepLanguage = (language: Language): void => localStorage.setItem('trainyard.language', language);
