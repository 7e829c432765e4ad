import { Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { useTranslation } from 'react-i18next';
import css from './keys-help.module.css';

const keys = [
  ['/', 'search'],
  ['Enter', 'next'],
  ['n N', 'step'],
  ['e E', 'error'],
  ['g', 'line'],
  ['f', 'follow'],
  ['o', 'open'],
  ['Home End', 'ends'],
  ['PageUp PageDown', 'page'],
  ['w', 'wrap'],
  ['t', 'time'],
  ['m', 'gap'],
  ['c', 'crossed'],
  ['Esc', 'clear'],
] as const;

/** What the keys do while the log has the focus. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('ui');
  return (
    <Dialog open onClose={onClose}>
      <DialogTitle>{t('log.keys.title')}</DialogTitle>
      <DialogContent>
        <dl className={css.keys}>
          {keys.map(([key, deed]) => (
            <div key={key}>
              <dt>
                {key.split(' ').map((one) => (
                  <kbd key={one}>{one}</kbd>
                ))}
              </dt>
              <dd>{t(`log.keys.${deed}`)}</dd>
            </div>
          ))}
        </dl>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('close')}</Button>
      </DialogActions>
    </Dialog>
  );
}
