import { parseDuration } from '@trainyard/contracts/durations';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/use-format.ts';
import { Field } from './field.tsx';
import { textAt, useForm } from './form.ts';
import { PairRows } from './pair-rows.tsx';
import { Section } from './section.tsx';

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
      <PairRows field="tags" title={t('submit:tags')} keyWord={t('submit:tagName')} add={t('submit:addTag')} />
    </Section>
  );
}
