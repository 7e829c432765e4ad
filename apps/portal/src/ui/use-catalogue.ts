/** Reasons and refusals in languages other than English, which the contracts and the server speak: found by code. */
import { useQuery } from '@tanstack/react-query';
import type { Detail, Fault } from '@trainyard/contracts/errors';
import { fill, type Text } from '@trainyard/contracts/texts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { englishValues, shownParams, type ValueWords } from './words/shown-params.ts';

interface TextCatalogue {
  reasons: Record<string, string>;
  errors: Record<string, string>;
  details: Record<string, string>;
  values: ValueWords;
}

const catalogues: Record<string, () => Promise<{ default: TextCatalogue }>> = {
  fr: () => import('./words/texts.fr.ts'),
};

const plurals = new Map<string, Intl.PluralRules>();

/** Costly to make, and every row that tells a reason asks. */
function pluralsOf(language: string): Intl.PluralRules {
  const found = plurals.get(language) ?? new Intl.PluralRules(language);
  plurals.set(language, found);
  return found;
}

/** Says what the catalogue of the language in force has; undefined for what it lacks: all of English, and codes of a newer server. */
export function useCatalogue() {
  const { language } = useTranslation().i18n;
  const load = catalogues[language];
  const { data } = useQuery({
    queryKey: ['texts', language],
    queryFn: async () => (await load?.())?.default ?? null,
    enabled: load !== undefined,
  });
  return useMemo(() => {
    const isOne = (count: number): boolean => pluralsOf(language).select(count) === 'one';
    const read = (params: Text['params']) => shownParams(params, language, data?.values ?? englishValues);
    const say = (words: string | undefined, params: Text['params'] = {}): string | undefined =>
      words === undefined ? undefined : fill(words, read(params), isOne);
    /** A refusal that is about no field in particular is told with its values, or as it came. */
    const sayDetail = ({ code, params }: Detail) =>
      say(data?.details[code] ?? (params && (data?.errors[code] ?? data?.reasons[code])), params);
    return {
      /** Values of a text, as the reader reads them. */
      read,
      sayReason: ({ code, params }: Text) => say(data?.reasons[code], params),
      sayDetail,
      sayError({ code, params, details }: Fault): string | undefined {
        if (code !== 'InvalidBody' || details === undefined) return say(data?.errors[code], params);
        const faults = details.map(
          (detail) => `${detail.path}${detail.path && ' : '}${sayDetail(detail) ?? detail.message}`,
        );
        return say(data?.errors[code], { faults: faults.slice(0, 10) });
      },
    };
  }, [data, language]);
}
