import { useState } from 'react';

/** A choice that is kept for this person in this browser; `known` says which words of it still mean something. */
export function useKept<T extends string>(key: string, known: readonly T[], first: T): [T, (next: T) => void] {
  const [value, setValue] = useState<T>(() => known.find((one) => one === localStorage.getItem(key)) ?? first);
  const keep = (next: T) => {
    localStorage.setItem(key, next);
    setValue(next);
  };
  return [value, keep];
}
