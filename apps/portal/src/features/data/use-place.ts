import { useMemo } from 'react';
import { useParams, useSearchParams } from 'react-router';
import type { Place } from '../files/file-browser.tsx';
import { addressPath } from '../files/paths.ts';

/** Where in a tree a page is: its directory is the rest of the address, the file that is looked at its search. `to` makes the address of a directory. */
export function usePlace(to: (path: string) => string): Place & { hrefOf: (place: Place) => string } {
  const { '*': path = '' } = useParams();
  const [search] = useSearchParams();
  const file = search.get('file');
  return useMemo(
    () => ({
      path: path.replace(/\/+$/, ''),
      file,
      hrefOf: (place) =>
        `${to(addressPath(place.path))}${place.file === null ? '' : `?file=${encodeURIComponent(place.file)}`}`,
    }),
    [path, file, to],
  );
}
