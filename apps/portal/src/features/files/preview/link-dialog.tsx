import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { copyText } from '../../../ui/copy-text.ts';
import { CliLine } from '../../../ui/form/cli-line.tsx';
import { NumberField } from '../../../ui/form/number-field.tsx';
import { readWhole } from '../../../ui/form/read-whole.ts';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { nameOf, shownName } from '../paths.ts';
import type { FileTree } from '../tree.ts';
import css from './preview.module.css';

/** As the contract has it, minutes. */
const [least, most, usual] = [5, 600, 60];

/** Makes a link to one file that needs no sign-in until it expires. */
export function LinkDialog({ tree, path, onClose }: { tree: FileTree; path: string; onClose: () => void }) {
  const { t } = useTranslation(['files']);
  const words = useErrorWords();
  const format = useFormat();
  const [minutes, setMinutes] = useState(String(usual));
  const [copied, setCopied] = useState(false);
  const make = useMutation({
    mutationFn: (time: number) => tree.link(path, time),
    onSuccess: async ({ url }) => {
      // A browser may refuse its clipboard after the wait: the link stands below either way.
      setCopied(
        await copyText(url).then(
          () => true,
          () => false,
        ),
      );
    },
  });
  const time = readWhole(minutes);
  const wrong = time === undefined || time < least || time > most;
  const link = make.data;
  return (
    <ConfirmDialog
      title={t('files:linkTo', { name: shownName(nameOf(path)) })}
      confirm={t(link === undefined ? 'files:makeLink' : 'files:makeAnother')}
      busy={make.isPending}
      disabled={wrong}
      error={make.error === null ? null : words(make.error)}
      onConfirm={() => time !== undefined && make.mutate(time)}
      onClose={onClose}
    >
      <div className={css.linkForm}>
        <p>{t('files:linkText')}</p>
        <NumberField
          label={t('files:minutes')}
          hint={t('files:minutesHint', { least, most })}
          value={minutes}
          min={least}
          max={most}
          fault={wrong ? t('files:minutesFault', { least, most }) : undefined}
          onChange={setMinutes}
        />
        {link !== undefined && (
          <div role="status">
            <CliLine line={link.url} />
            <p className={css.linkEnds}>
              {t(copied ? 'files:linkCopied' : 'files:linkEnds', { at: format.instant(Date.parse(link.expiresAt)) })}
            </p>
          </div>
        )}
      </div>
    </ConfirmDialog>
  );
}
