import { Checkbox } from '@mui/material';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { getIn, registryPassword, type SecretValues } from '../body.ts';
import { Choice } from '../choice.tsx';
import { FaultLine } from '../fault-line.tsx';
import { Field, FieldFrame, Input } from '../field.tsx';
import { fieldId, useForm } from '../form.ts';
import section from '../section.module.css';
import { Section } from '../section.tsx';

/** Stays in the body when it is emptied: settings with nothing in them would be none. */
const asWritten = (text: string): string => text;

const container = 'containerSettings';
const registry = [container, 'imageSourceRegistry'] as const;
const credentials = [...registry, 'credentials'] as const;

interface ContainerSectionProps {
  secrets: SecretValues;
  onPassword: (value: string) => void;
}

/** Whether it runs in a container, of which image, and how the image is got. */
export function ContainerSection({ secrets, onPassword }: ContainerSectionProps) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  const on = body[container] !== undefined;
  /** What was written before it was switched off. */
  const kept = useRef<unknown>(undefined);
  const change = (next: boolean) => {
    if (!next) kept.current = body[container];
    set([container], next ? (kept.current ?? { imageSourceRegistry: { image: '' } }) : undefined);
  };
  return (
    <Section id="container" title={t('submit:section.container')} note={t('submit:section.containerNote')}>
      <Choice
        label={t('submit:runsIn')}
        value={on ? 'container' : 'node'}
        options={[
          { value: 'node', label: t('submit:onNode') },
          { value: 'container', label: t('submit:inContainer') },
        ]}
        onChange={(value) => change(value === 'container')}
      />
      <FaultLine path={container} />
      {on && <Image password={secrets[registryPassword] ?? ''} onPassword={onPassword} />}
    </Section>
  );
}

/** Names and sizes as engines read them: the same in every language. */
const examples = { image: 'registry.lab/vit:1.8.2', registry: 'docker.io', shmSize: '64m' };

function Image({ password, onPassword }: { password: string; onPassword: (value: string) => void }) {
  const { t } = useTranslation(['jobs', 'submit']);
  return (
    <>
      <Field
        path={[...registry, 'image']}
        label={t('submit:image')}
        help={t('submit:imageHelp')}
        placeholder={examples.image}
        read={asWritten}
        mono
        wide
      />
      <Field
        path={[...registry, 'serverUrl']}
        label={t('submit:registry')}
        help={t('submit:registryHelp')}
        placeholder={examples.registry}
        mono
      />
      <Field
        path={[container, 'shmSize']}
        label={t('submit:shmSize')}
        help={t('submit:shmSizeHelp')}
        placeholder={examples.shmSize}
        mono
      />
      <Credentials password={password} onPassword={onPassword} />
    </>
  );
}

/** Sign-in to a private registry. The password is kept apart from the body and never shown. */
function Credentials({ password, onPassword }: { password: string; onPassword: (value: string) => void }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  const on = getIn(body, credentials) !== undefined;
  const byReference = getIn(body, [...credentials, 'passwordSecretReference']) !== undefined;
  const id = fieldId('registry-sign-in');
  return (
    <>
      <label className={`${section.check} ${section.row}`} htmlFor={id}>
        <Checkbox
          id={id}
          checked={on}
          onChange={(_, next) => {
            onPassword('');
            set(credentials, next ? { username: '' } : undefined);
          }}
        />
        {t('submit:signIn')}
      </label>
      {on && (
        <>
          <Field path={[...credentials, 'username']} label={t('submit:username')} read={asWritten} mono />
          <FieldFrame
            path={registryPassword}
            label={t('submit:password')}
            help={byReference ? t('submit:passwordReferenced') : t('submit:passwordHelp')}
          >
            <Input mono type="password" path={registryPassword} value={password} onChange={onPassword} />
          </FieldFrame>
          <FaultLine path={credentials.join('.')} />
        </>
      )}
    </>
  );
}
