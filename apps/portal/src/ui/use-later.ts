import { useEffect, useState } from 'react';

/**
 * Code that a page is drawn without and needs soon after: fetched once the page is on the screen, undefined until it is here.
 * `load` is one function for ever (an import). When it cannot be fetched it stays undefined: what needs it asks again.
 */
export function useLater<T>(load: () => Promise<T>): T | undefined {
  const [loaded, setLoaded] = useState<{ code: T }>();
  useEffect(() => {
    let here = true;
    load().then(
      (code) => here && setLoaded({ code }),
      (error: unknown) => console.error('a part of the page could not be fetched', error),
    );
    return () => {
      here = false;
    };
  }, [load]);
  return loaded?.code;
}
