import type { Detail } from '@trainyard/contracts/errors';
import { useTranslation } from 'react-i18next';
import css from './fault-summary.module.css';
import { fieldId } from './form.ts';

/** The field of a fault, or the nearest list that holds it: a part of an entry may have no field of its own. */
function leadTo(path: string): void {
  for (let at = path; at !== ''; at = at.replace(/(\.[^.[\]]+|\[\d+\]|^[^.[\]]+)$/, '')) {
    const field = document.getElementById(fieldId(at));
    if (field === null) continue;
    field.focus();
    field.scrollIntoView({ block: 'center' });
    return;
  }
}

/** What is in the way of submitting, each with a way to its field. */
export function FaultSummary({ faults }: { faults: readonly Detail[] }) {
  const { t } = useTranslation(['jobs', 'submit']);
  return (
    <div className={css.summary} role="alert">
      <b>{t('submit:faults', { count: faults.length })}</b>
      <ul>
        {faults.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {path === '' ? (
              message
            ) : (
              <>
                <button type="button" className={css.link} onClick={() => leadTo(path)}>
                  {path}
                </button>{' '}
                {message}
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
