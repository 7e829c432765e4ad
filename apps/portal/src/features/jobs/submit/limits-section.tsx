import { parseDuration } from '@trainyard/contracts/durations';
import type { Kept } from '@trainyard/contracts/retention';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/use-format.ts';
import { Field } from './field.tsx';
import { textAt, useForm } from './form.ts';
import { PairRows } from './pair-rows.tsx';
import { Section } from './section.tsx';

/** Written so in every language, as the contract has it. */
const forever = 'forever';
const kept: readonly Kept[] = ['logs', 'outputs', 'series'];
const asWorkspace = `P30D, ${forever}`;

/** How long what a job leaves is kept, in words. */
function KeptFor({ text }: { text: string }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const format = useFormat();
  const ms = parseDuration(text);
  if (text === forever) return t('submit:keptForever');
  return ms === undefined ? t('submit:keepHelp') : t('submit:keptFor', { time: format.duration(ms) });
}

/** What the server assumes where nothing is written. */
const assumedLongest = 'P7D';

/** How long it may run, how often it starts again, and its tags. */
export function LimitsSection() {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body } = useForm();
  const format = useFormat();
  const most = parseDuration(textAt(body, ['constraints', 'maxWallClockTime']) || assumedLongest);
  return (
    <Section id="limits" title={t('submit:section.limits')}>
      <Field
        path={['constraints', 'maxWallClockTime']}
        label={t('submit:wallClock')}
        placeholder={assumedLongest}
        mono
        help={most === undefined ? t('submit:wallClockHelp') : t('submit:wallClockIs', { time: format.duration(most) })}
      />
      <Field
        path={['restart', 'onFailure']}
        label={t('submit:onFailure')}
        placeholder="0"
        whole
        help={t('submit:onFailureHelp')}
      />
      <Field
        path={['restart', 'onNodeLoss']}
        label={t('submit:onNodeLoss')}
        placeholder="10"
        whole
        help={t('submit:onNodeLossHelp')}
      />
      {kept.map((what) => (
        <Field
          key={what}
          path={['retention', what]}
          label={t(`submit:keep.${what}`)}
          placeholder={asWorkspace}
          help={<KeptFor text={textAt(body, ['retention', what])} />}
          mono
        />
      ))}
      <PairRows field="tags" title={t('submit:tags')} keyWord={t('submit:tagName')} add={t('submit:addTag')} />
    </Section>
  );
}
