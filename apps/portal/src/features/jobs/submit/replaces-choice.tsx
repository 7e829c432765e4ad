import { Checkbox } from '@mui/material';
import { useTranslation } from 'react-i18next';
import css from './submit-form.module.css';

interface ReplacesChoiceProps {
  /** The job that waits. */
  name: string;
  chosen: boolean;
  onChoose: (chosen: boolean) => void;
}

/** Whether a job that waits leaves the queue when the one that is written in its place is submitted. */
export function ReplacesChoice({ name, chosen, onChoose }: ReplacesChoiceProps) {
  const { t } = useTranslation('submit');
  return (
    <label className={css.replaces} htmlFor="submit-replaces">
      <Checkbox id="submit-replaces" checked={chosen} onChange={(event) => onChoose(event.target.checked)} />
      <span>{t('replaces', { name })}</span>
    </label>
  );
}
