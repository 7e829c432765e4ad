import i18next from 'i18next';
import { expect, test, vi } from 'vitest';
import { loadWords, startLanguages } from './i18n.ts';

test('words that are asked for before there is a language are there once both are loaded', async () => {
  vi.stubGlobal('document', { documentElement: { lang: '' } });
  vi.stubGlobal('location', { search: '?lang=en' });
  vi.stubGlobal('localStorage', { getItem: () => null });
  const asked = loadWords('overview');
  await startLanguages();
  await asked;
  expect(i18next.hasLoadedNamespace('overview')).toBe(true);
  expect(i18next.t('overview:title')).not.toBe('title');
});
