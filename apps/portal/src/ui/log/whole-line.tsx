import { Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { useToast } from '../toasts.tsx';
import { useFormat } from '../use-format.ts';
import type { LogLine } from './log-buffer.ts';
import { wholeLine } from './log-text.ts';
import css from './whole-line.module.css';

/** All of one line: a long one, or one that rewrote itself, state below state. */
export function WholeLine({ line, onClose }: { line: LogLine; onClose: () => void }) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const toast = useToast();
  const text = wholeLine(line);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    toast(t('copied'));
  };
  return (
    <Dialog open onClose={onClose} maxWidth="lg" fullWidth>
      <DialogTitle>
        {t('log.wholeTitle', { line: format.count(line.number + 1), size: format.bytes(line.bytes.length) })}
      </DialogTitle>
      <DialogContent>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
        <pre className={css.whole} tabIndex={0}>
          {text}
        </pre>
        {line.dropped > 0 && <p className={css.note}>{t('log.wholeCut')}</p>}
      </DialogContent>
      <DialogActions>
        <Button onClick={() => void copy()}>{t('copy')}</Button>
        <Button variant="contained" onClick={onClose}>
          {t('close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
