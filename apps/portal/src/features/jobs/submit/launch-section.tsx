import { useTranslation } from 'react-i18next';
import { offeredToolkits, toolkitIn, withToolkit } from './body.ts';
import { Choice } from './choice.tsx';
import { Field } from './field.tsx';
import { useForm } from './form.ts';
import { Section } from './section.tsx';

/** What every node starts. */
export function LaunchSection() {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, setBody } = useForm();
  const toolkit = toolkitIn(body);
  return (
    <Section id="launch" title={t('submit:section.launch')} note={t('submit:section.launchNote')}>
      <Choice
        label={t('submit:toolkit')}
        value={toolkit}
        options={offeredToolkits.map((value) => ({ value, label: t(`submit:toolkits.${value}`) }))}
        onChange={(next) => setBody(withToolkit(body, next))}
      />
      <Field
        path={[toolkit, 'commandLine']}
        label={t('submit:command')}
        help={t(`submit:commandHelp.${toolkit}`)}
        mono
        wide
        lines={3}
      />
      <Field path={['nodeCount']} label={t('submit:nodes')} placeholder="1" whole />
      {toolkit === 'distributedSettings' && (
        <Field path={[toolkit, 'processCount']} label={t('submit:processes')} help={t('submit:processesHelp')} whole />
      )}
      <Field
        path={['jobPreparation', 'commandLine']}
        label={t('submit:preparation')}
        help={t('submit:preparationHelp')}
        mono
        wide
        lines={1}
      />
    </Section>
  );
}
