/** Short notes of what was done, at the lower edge; also said to screen readers. */
import { Button, Snackbar } from '@mui/material';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** `undo` stands beside the note, for as long as it does. */
type Say = (text: string, undo?: () => void) => void;

const Toasts = createContext<Say>(() => undefined);

interface Toast {
  id: number;
  text: string;
  undo: (() => void) | undefined;
}

/** Long enough to read two lines; the note repeats what the page shows anyway. */
const shownMs = 5_000;
/** What can be undone is read, thought about and reached for. */
const undoMs = 12_000;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, setToast] = useState<Toast | null>(null);
  const [open, setOpen] = useState(false);
  const say = useCallback<Say>((text, undo) => {
    setToast((last) => ({ id: (last?.id ?? 0) + 1, text, undo }));
    setOpen(true);
  }, []);
  const value = useMemo(() => say, [say]);
  return (
    <Toasts.Provider value={value}>
      {children}
      <Snackbar
        key={toast?.id}
        open={open}
        autoHideDuration={toast?.undo ? undoMs : shownMs}
        onClose={(_, why) => why !== 'clickaway' && setOpen(false)}
        message={toast?.text}
        action={toast?.undo && <Undo undo={toast.undo} onDone={() => setOpen(false)} />}
      />
    </Toasts.Provider>
  );
}

function Undo({ undo, onDone }: { undo: () => void; onDone: () => void }) {
  const { t } = useTranslation('ui');
  return (
    <Button
      size="small"
      onClick={() => {
        onDone();
        undo();
      }}
    >
      {t('undo')}
    </Button>
  );
}

/** Says something in a note: subject first, present tense. */
export const useToast = (): Say => useContext(Toasts);
