import type { FailureFamily } from '@trainyard/contracts/failure';
import { createContext, useContext } from 'react';

const none: ReadonlyMap<string, FailureFamily> = new Map();

/** The failure families of the workspace by id, for cells that tell of them. */
export const FamiliesContext = createContext<ReadonlyMap<string, FailureFamily>>(none);

export const useFamilyOf = (id: string | undefined): FailureFamily | undefined => {
  const all = useContext(FamiliesContext);
  return id === undefined ? undefined : all.get(id);
};
