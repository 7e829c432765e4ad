/**
 * The words of reasons, and of what is wrong with fields: English from the contracts, other languages from their catalogue.
 * Refusals alone are said by `use-error-words.ts`: a page that tells no reason does without the English of all of them.
 */
import type { Detail } from '@trainyard/contracts/errors';
import { reasons, sayReason } from '@trainyard/contracts/reasons';
import type { Text } from '@trainyard/contracts/texts';
import { useMemo } from 'react';
import { useCatalogue } from './use-catalogue.ts';

/** Says a reason or a fault; a code that the catalogue lacks (of a newer server) is said in English. */
export function useTexts() {
  const catalogue = useCatalogue();
  return useMemo(() => {
    const inEnglish = ({ code, params }: Text): string => sayReason({ code, params: catalogue.read(params) });
    return {
      sayReason: (text: Text): string => catalogue.sayReason(text) ?? inEnglish(text),
      /** What is wrong with one field. What a job can never have is a reason: the same words as where it waits. */
      sayDetail(detail: Detail): string {
        const { code, params, message } = detail;
        const known = params !== undefined && Object.hasOwn(reasons, code);
        return catalogue.sayDetail(detail) ?? (known ? inEnglish({ code, params }) : message);
      },
    };
  }, [catalogue]);
}
