import { masterTaskTypes } from '@trainyard/contracts/toolkit-words';
import type { ToolkitField } from '@trainyard/contracts/toolkits';
import { useTranslation } from 'react-i18next';
import { Field } from '../field.tsx';
import { textAt, useForm } from '../form.ts';
import { OneOf } from './one-of.tsx';
import {
  communicationBackends,
  isBrainScript,
  languages,
  type Question,
  readingConfig,
  readsConfig,
  settingsOf,
} from './toolkit-fields.ts';

interface AnswerProps {
  toolkit: ToolkitField;
  question: Question;
}

const wholes: readonly Question[] = ['processCount', 'workerCount', 'parameterServerCount'];

/** Stays in the body when it is emptied: settings with nothing in them would be no toolkit any more. */
const asWritten = (text: string): string => text;

/** What runs a script unless the job names something else; a program, so the same in every language. */
const usualInterpreter = 'python';

/** The control that answers one question of a toolkit. */
export function Answer({ toolkit, question }: AnswerProps) {
  const { t } = useTranslation(['jobs', 'submit']);
  if (question === 'source' || question === 'languageType') return <Source toolkit={toolkit} />;
  if (question === 'masterTaskType') return <MasterTaskType toolkit={toolkit} />;
  if (question === 'communicationBackend') return <Backend toolkit={toolkit} />;
  const label = t(`submit:question.${question}`);
  const path = [toolkit, question];
  if (wholes.includes(question))
    return <Field path={path} label={label} help={countHelp(t, toolkit, question)} whole />;
  if (question === 'commandLine') {
    const help = t(`submit:commandHelp.${toolkit as CommandToolkit}`);
    return <Field path={path} label={label} help={help} mono wide lines={3} read={asWritten} />;
  }
  if (question === 'pythonInterpreterPath')
    return <Field path={path} label={label} placeholder={usualInterpreter} mono />;
  if (question === 'pythonScriptFilePath' || question === 'configFilePath') {
    return <Field path={path} label={label} help={t(`submit:pathHelp.${question}`)} mono read={asWritten} />;
  }
  return <Field path={path} label={label} mono wide lines={1} />;
}

type CommandToolkit = 'distributedSettings' | 'customToolkitSettings' | 'customMpiSettings';

function countHelp(
  t: ReturnType<typeof useTranslation<['jobs', 'submit']>>['t'],
  toolkit: ToolkitField,
  question: Question,
): string {
  if (question === 'workerCount') return t('submit:workersHelp');
  if (question === 'parameterServerCount') return t('submit:serversHelp');
  return toolkit === 'pyTorchSettings' || toolkit === 'distributedSettings'
    ? t('submit:processesHelp')
    : t('submit:mpiProcessesHelp');
}

function Backend({ toolkit }: { toolkit: ToolkitField }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  const path = [toolkit, 'communicationBackend'];
  const written = textAt(body, path);
  const chosen = communicationBackends.find((one) => one === written.toLowerCase());
  return (
    <OneOf
      path={path}
      label={t('submit:question.communicationBackend')}
      help={chosen === undefined ? t('submit:backendHelp.none') : t(`submit:backendHelp.${chosen}`)}
      value={written === '' ? 'none' : (chosen ?? written)}
      options={[
        { value: 'none', label: t('submit:backends.none') },
        ...communicationBackends.map((value) => ({ value, label: t(`submit:backends.${value}`) })),
      ]}
      onChange={(value) => set(path, value === 'none' ? undefined : value)}
    />
  );
}

function MasterTaskType({ toolkit }: { toolkit: ToolkitField }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  const path = [toolkit, 'masterTaskType'];
  const [assumed] = masterTaskTypes;
  const chosen = textAt(body, path) || assumed;
  return (
    <OneOf
      path={path}
      label={t('submit:question.masterTaskType')}
      help={t('submit:masterTaskTypeHelp')}
      value={chosen}
      options={masterTaskTypes.map((value) => ({ value, label: value }))}
      onChange={(value) => set(path, value === assumed ? undefined : value)}
    />
  );
}

/** What CNTK and Caffe read: a configuration of their own, or a Python script. */
function Source({ toolkit }: { toolkit: ToolkitField }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  const settings = settingsOf(body, toolkit);
  const cntk = toolkit === 'cntkSettings';
  const config = cntk ? isBrainScript(settings) : readsConfig(settings);
  const [python, brainScript] = languages;
  const change = (next: boolean) => {
    const read = readingConfig(settings, next);
    set([toolkit], cntk ? { ...read, languageType: next ? brainScript : python } : read);
  };
  return (
    <OneOf
      path={[toolkit, cntk ? 'languageType' : 'source']}
      label={t(cntk ? 'submit:question.languageType' : 'submit:question.source')}
      value={config ? 'config' : 'python'}
      options={[
        { value: 'python', label: t('submit:sources.python') },
        { value: 'config', label: t(cntk ? 'submit:sources.brainScript' : 'submit:sources.solver') },
      ]}
      onChange={(value) => change(value === 'config')}
    />
  );
}
