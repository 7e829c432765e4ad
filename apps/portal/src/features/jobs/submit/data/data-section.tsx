import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useVolumeChoices } from '../../../volumes/use-volume-choices.ts';
import { mountedPaths } from '../../../volumes/volumes-body.ts';
import { VolumesEditor } from '../../../volumes/volumes-editor.tsx';
import { type SecretValues, withSecrets } from '../body.ts';
import { FaultLine } from '../fault-line.tsx';
import { Field } from '../field.tsx';
import { fieldId, useForm } from '../form.ts';
import rows from '../rows.module.css';
import { Section } from '../section.tsx';
import { InputRows } from './input-rows.tsx';
import { OutputRows } from './output-rows.tsx';

const volumes = 'mountVolumes';
const jobRoot = '$AZ_BATCHAI_JOB_MOUNT_ROOT';
const example = `${jobRoot}/logs`;

/** What is mounted for the job, where it reads and where it writes. */
export function DataSection({ secrets }: { secrets: SecretValues }) {
  const { t } = useTranslation(['jobs', 'submit', 'volumes']);
  const { body, setBody, faultAt, leave } = useForm();
  const written = useMemo(() => withSecrets(body, secrets)[volumes], [body, secrets]);
  const { workspace = '' } = useParams();
  const choices = useVolumeChoices(workspace);
  const paths = useMemo(() => mountedPaths(body[volumes], jobRoot), [body]);
  return (
    <Section id="data" title={t('submit:section.data')} note={t('submit:section.dataNote')}>
      <fieldset className={rows.rows}>
        <legend className={rows.title}>
          {t('volumes:title')} <span className={rows.help}>{t('submit:volumesHelp', { root: jobRoot })}</span>
        </legend>
        <VolumesEditor
          value={written}
          onChange={(next) => {
            const { [volumes]: _before, ...others } = body;
            setBody(next === undefined ? others : { ...others, [volumes]: next });
          }}
          faultAt={(path) => faultAt(`${volumes}.${path}`)}
          onLeave={(path) => leave(`${volumes}.${path}`)}
          idOf={(path) => fieldId(`${volumes}.${path}`)}
          root={jobRoot}
          choices={choices}
        />
        <FaultLine path={volumes} />
      </fieldset>
      <datalist id="mounted-paths">
        {paths.map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      <InputRows />
      <OutputRows />
      <Field
        path={['stdOutErrPathPrefix']}
        label={t('submit:stdPrefix')}
        help={t('submit:stdPrefixHelp')}
        placeholder={paths[0] ?? example}
        list="mounted-paths"
        mono
        wide
      />
    </Section>
  );
}
