/** The words of reasons and refusals: English from the contracts, other languages from their own catalogue by code. */
import { useQuery } from '@tanstack/react-query';
import type { Detail, Fault } from '@trainyard/contracts/errors';
import { reasons, sayReason } from '@trainyard/contracts/reasons';
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

/** Says a reason or a refusal; a code that the catalogue lacks (of a newer server) is said in English. */
export function useTexts() {
  const { language } = useTranslation().i18n;
  const load = catalogues[language];
  const { data } = useQuery({
    queryKey: ['texts', language],
    queryFn: async () => (await load?.())?.default ?? null,
    enabled: load !== undefined,
  });
  return useMemo(() => {
    const plurals = new Intl.PluralRules(language);
    const isOne = (count: number): boolean => plurals.select(count) === 'one';
    const say = (words: string, params: Text['params']): string => fill(words, params, isOne);
    const read = (params: Text['params']) => shownParams(params, language, data?.values ?? englishValues);
    const sayDetail = ({ code, params, message }: Detail): string => {
      // A refusal that is about no field in particular is told with its values, or as it came.
      const words = data?.details[code] ?? (params && (data?.errors[code] ?? data?.reasons[code]));
      if (words !== undefined) return say(words, read(params ?? {}));
      // What a job can never have is a reason: the same words as where it waits.
      return params && Object.hasOwn(reasons, code) ? sayReason({ code, params: read(params) }) : message;
    };
    return {
      /** What is wrong with one field. */
      sayDetail,
      sayReason(text: Text): string {
        const words = data?.reasons[text.code];
        const params = read(text.params);
        return words === undefined ? sayReason({ ...text, params }) : say(words, params);
      },
      sayError(fault: Fault): string {
        const words = data?.errors[fault.code];
        if (words === undefined) return fault.message;
        const { details } = fault;
        if (fault.code !== 'InvalidBody' || details === undefined) return say(words, read(fault.params));
        const faults = details.map((detail) => `${detail.path}${detail.path && ' : '}${sayDetail(detail)}`);
        return say(words, { faults: faults.slice(0, 10) });
      },
    };
  }, [data, language]);
}
