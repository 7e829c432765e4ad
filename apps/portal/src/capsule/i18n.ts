/** The words of a capsule, all of them in the file: nothing can be fetched. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import diffEn from '../features/jobs/diff/words/en.ts';
import diffFr from '../features/jobs/diff/words/fr.ts';
import jobsEn from '../features/jobs/words/en.ts';
import jobsFr from '../features/jobs/words/fr.ts';
import uiEn from '../ui/words/en.ts';
import uiFr from '../ui/words/fr.ts';
import en from './words/en.ts';
import fr from './words/fr.ts';

const languages = ['en', 'fr'];

/** Speaks the reader's language, or the one that the address names (`?lang=fr`). */
export async function startWords(): Promise<void> {
  const asked = new URLSearchParams(location.search).get('lang');
  const wanted = [asked, ...navigator.languages].map((language) => language?.slice(0, 2).toLowerCase());
  await i18next.use(initReactI18next).init({
    lng: wanted.find((language) => language !== undefined && languages.includes(language)) ?? 'en',
    fallbackLng: false,
    defaultNS: 'capsule',
    resources: {
      en: { capsule: en, jobs: jobsEn, diff: diffEn, ui: uiEn },
      fr: { capsule: fr, jobs: jobsFr, diff: diffFr, ui: uiFr },
    },
    interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
    returnNull: false,
  } as never);
  document.documentElement.lang = i18next.language;
}
