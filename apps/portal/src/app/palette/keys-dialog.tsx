import { Button, Checkbox, Dialog, DialogActions, DialogContent, DialogTitle, FormControlLabel } from '@mui/material';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { commandKey } from './command-key.ts';
import { letterKeys } from './letter-keys.ts';
import css from './palette.module.css';

/** The keys that work on every page, and the switch for those that are single letters. */
export default function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['app', 'ui']);
  const [on, setOn] = useState(letterKeys.get());
  const id = useId();
  const rows = [
    [`${commandKey} K`, t('palette.label')],
    ['g o', t('palette.goTo', { page: t('nav.overview') })],
    ['g c', t('palette.goTo', { page: t('nav.clusters') })],
    ['g j', t('palette.goTo', { page: t('nav.jobs') })],
    ['g f', t('palette.goTo', { page: t('nav.data') })],
    ['?', t('palette.keys')],
    [t('palette.escape'), t('palette.closes')],
  ];
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} maxWidth="xs" fullWidth>
      <DialogTitle id={id}>{t('palette.keys')}</DialogTitle>
      <DialogContent>
        <dl className={css.keys}>
          {rows.map(([keys, what]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <FormControlLabel
          control={
            <Checkbox
              checked={on}
              onChange={(event) => {
                letterKeys.set(event.target.checked);
                setOn(event.target.checked);
              }}
            />
          }
          label={t('palette.letters')}
        />
      </DialogContent>
      <DialogActions>
        <Button autoFocus onClick={onClose}>
          {t('ui:close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
