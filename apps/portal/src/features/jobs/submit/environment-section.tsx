import { useTranslation } from 'react-i18next';
import type { SecretValues } from './body.ts';
import { Input } from './field.tsx';
import { textAt, useForm } from './form.ts';
import { Rows } from './rows.tsx';
import { Section } from './section.tsx';

interface EnvironmentSectionProps {
  secrets: SecretValues;
  onSecret: (name: string, value: string, before: string) => void;
  /** The job was made from another one, whose secrets cannot be read. */
  secretsAgain: boolean;
}

/** Variables of every process, open and secret. */
export function EnvironmentSection({ secrets, onSecret, secretsAgain }: EnvironmentSectionProps) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  const [field, hidden] = ['environmentVariables', 'secrets'];
  return (
    <Section id="environment" title={t('submit:section.environment')}>
      <Rows field={field} title={t('submit:variables')} add={t('submit:addVariable')} blank={{ name: '', value: '' }}>
        {(at) =>
          (['name', 'value'] as const).map((key) => (
            <Input
              key={key}
              mono
              path={`${field}[${at}].${key}`}
              name={t(`submit:${key === 'name' ? 'variable' : 'value'}`)}
              placeholder={t(`submit:${key === 'name' ? 'variable' : 'value'}`)}
              value={textAt(body, [field, at, key])}
              onChange={(text) => set([field, at, key], text)}
            />
          ))
        }
      </Rows>
      <Rows
        field={hidden}
        title={t('submit:secrets')}
        help={secretsAgain ? t('submit:secretsAgain') : t('submit:secretsHelp')}
        add={t('submit:addSecret')}
        blank={{ name: '' }}
      >
        {(at) => {
          const name = textAt(body, [hidden, at, 'name']);
          return (
            <>
              <Input
                mono
                path={`${hidden}[${at}].name`}
                name={t('submit:variable')}
                placeholder={t('submit:variable')}
                value={name}
                onChange={(text) => {
                  onSecret(text, secrets[name] ?? '', name);
                  set([hidden, at, 'name'], text);
                }}
              />
              <Input
                mono
                type="password"
                path={`${hidden}[${at}].value`}
                name={t('submit:secretValue')}
                placeholder={t('submit:secretValue')}
                value={secrets[name] ?? ''}
                onChange={(text) => onSecret(name, text, name)}
              />
            </>
          );
        }}
      </Rows>
    </Section>
  );
}
