import { Fault } from '@trainyard/contracts/errors';
import { useMemo } from 'react';
import { useErrorWords } from '../../ui/use-error-words.ts';
import { useTexts } from '../../ui/use-texts.ts';

export interface PlacedFaults<Q extends string> {
  /** By question. */
  at: Partial<Record<Q, string>>;
  /** What belongs to no question. */
  other: string | undefined;
}

/** A refusal, each part of it at the question that it is about. `questionOf` finds it by the path in the body, `ofCode` by the code of a refusal without one. */
export function useFaults<Q extends string>(
  error: unknown,
  questionOf: (path: string) => Q | undefined,
  ofCode: Partial<Record<string, Q>> = {},
): PlacedFaults<Q> {
  const words = useErrorWords();
  const { sayDetail } = useTexts();
  return useMemo(() => {
    const faults: PlacedFaults<Q> = { at: {}, other: undefined };
    if (error === null) return faults;
    const details = error instanceof Fault ? (error.details ?? []) : [];
    const about = error instanceof Fault ? ofCode[error.code] : undefined;
    if (about !== undefined) faults.at[about] = words(error);
    else if (details.length === 0) faults.other = words(error);
    for (const detail of details) {
      const question = questionOf(detail.path);
      if (question !== undefined) faults.at[question] ??= sayDetail(detail);
      else faults.other = [faults.other, `${detail.path}: ${sayDetail(detail)}`].filter(Boolean).join('; ');
    }
    return faults;
  }, [error, questionOf, ofCode, words, sayDetail]);
}
