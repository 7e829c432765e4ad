/** The words of reasons and refusals: English from the contracts, other languages from their own catalogue by code. */
import { useQuery } from '@tanstack/react-query';
import type { Fault } from '@trainyard/contracts/errors';
import { sayReason } from '@trainyard/contracts/reasons';
import { fill, type Text } from '@trainyard/contracts/texts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

interface TextCatalogue {
  reasons: Record<string, string>;
  errors: Record<string, string>;
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
  return useMemo(
    () => ({
      sayReason(text: Text): string {
        const words = data?.reasons[text.code];
        return words === undefined ? sayReason(text) : fill(words, text.params);
      },
      sayError(fault: Fault): string {
        const words = data?.errors[fault.code];
        // What is wrong with a body is told field by field, in the server's words.
        return words === undefined ? fault.message : fill(words, fault.params);
      },
    }),
    [data],
  );
}
