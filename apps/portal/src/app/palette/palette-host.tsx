/** Listens for the keys of every page and shows the palette and the list of keys; both are fetched when first asked for. */
import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { addresses } from '../addresses.ts';
import { letterKeys } from './letter-keys.ts';
import { PageKeys } from './page-keys.ts';

const Palette = lazy(() => import('./palette.tsx'));
const KeysDialog = lazy(() => import('./keys-dialog.tsx'));

type Shown = 'palette' | 'keys' | null;

const Open = createContext<(what: Shown) => void>(() => undefined);

/** Opens the palette or the list of keys. */
export const useOpenPalette = (): ((what: Shown) => void) => useContext(Open);

/** Fields, and whatever has keys of its own. */
const takesKeys =
  'input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="dialog"], [role="menu"], [role="listbox"]';

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof Element && target.closest(takesKeys) !== null;

export function PaletteHost({ workspace, children }: { workspace: string; children: ReactNode }) {
  const [shown, setShown] = useState<Shown>(null);
  const navigate = useNavigate();
  useEffect(() => {
    const keys = new PageKeys();
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      const { key, ctrlKey, metaKey, altKey: alt, timeStamp: at } = event;
      const stroke = { key, command: ctrlKey || metaKey, alt, typing: isTyping(event), at };
      const meaning = keys.read(stroke, letterKeys.get());
      if (meaning === undefined) return;
      event.preventDefault();
      if (meaning === 'palette') setShown((now) => (now === 'palette' ? null : 'palette'));
      else if (meaning === 'keys') setShown('keys');
      else void navigate(addresses[meaning](workspace));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate, workspace]);
  const close = useMemo(() => () => setShown(null), []);
  return (
    <Open.Provider value={setShown}>
      {children}
      <Suspense>
        {shown === 'palette' && <Palette workspace={workspace} onClose={close} />}
        {shown === 'keys' && <KeysDialog onClose={close} />}
      </Suspense>
    </Open.Provider>
  );
}
