/** Short notes of what was done, at the lower edge; also said to screen readers. */
import { Snackbar } from '@mui/material';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';

type Say = (text: string) => void;

const Toasts = createContext<Say>(() => undefined);

interface Toast {
  id: number;
  text: string;
}

/** Long enough to read two lines; the note repeats what the page shows anyway. */
const shownMs = 5_000;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast | null>(null);
  const [open, setOpen] = useState(false);
  const say = useCallback((text: string) => {
    setToast((last) => ({ id: (last?.id ?? 0) + 1, text }));
    setOpen(true);
  }, []);
  const value = useMemo(() => say, [say]);
  return (
    <Toasts.Provider value={value}>
      {children}
      <Snackbar
        key={toast?.id}
        open={open}
        autoHideDuration={shownMs}
        onClose={(_, why) => why !== 'clickaway' && setOpen(false)}
        message={toast?.text}
      />
    </Toasts.Provider>
  );
}

/** Says something in a note: subject first, present tense. */
export const useToast = (): Say => useContext(Toasts);
