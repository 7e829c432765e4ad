import type { ToolkitField } from '@trainyard/contracts/toolkits';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../choice.tsx';
import { FaultLine } from '../fault-line.tsx';
import { Field } from '../field.tsx';
import { useForm } from '../form.ts';
import { Section } from '../section.tsx';
import { Answer } from './answer.tsx';
import { offeredToolkits, questionsOf, type Settings, settingsOf, toolkitIn, withToolkit } from './toolkit-fields.ts';

/** What every node starts: the toolkit, and what that one asks. */
export function LaunchSection() {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, setBody } = useForm();
  const toolkit = toolkitIn(body);
  /** What was written for toolkits that are not chosen: a look at another one loses nothing. */
  const kept = useRef<Partial<Record<ToolkitField, Settings>>>({});
  const choose = (next: ToolkitField) => {
    kept.current[toolkit] = settingsOf(body, toolkit);
    setBody(withToolkit(body, next, kept.current[next]));
  };
  const nodeCount = typeof body.nodeCount === 'number' ? body.nodeCount : 1;
  const questions = questionsOf(toolkit, settingsOf(body, toolkit), nodeCount);
  return (
    <Section id="launch" title={t('submit:section.launch')} note={t('submit:section.launchNote')}>
      <Choice
        label={t('submit:toolkit')}
        value={toolkit}
        options={offeredToolkits.map((value) => ({ value, label: t(`submit:toolkits.${value}`) }))}
        onChange={choose}
      />
      <FaultLine path={toolkit} />
      {questions.map((question) => (
        <Answer key={question} toolkit={toolkit} question={question} />
      ))}
      <Field path={['nodeCount']} label={t('submit:nodes')} placeholder="1" whole />
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
