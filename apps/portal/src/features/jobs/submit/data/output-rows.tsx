import { useTranslation } from 'react-i18next';
import { Input } from '../field.tsx';
import { textAt, useForm } from '../form.ts';
import { Rows } from '../rows.tsx';

const outputs = 'outputDirectories';

/** Directories that the job writes: on a volume, or kept by Trainyard where no place is named. */
export function OutputRows() {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body, set } = useForm();
  const optional = (text: string) => (text === '' ? undefined : text);
  return (
    <Rows
      field={outputs}
      title={t('submit:outputs')}
      help={t('submit:outputsHelp')}
      add={t('submit:addOutput')}
      blank={{ id: '' }}
    >
      {(at) => (
        <>
          <Input
            mono
            path={`${outputs}[${at}].id`}
            name={t('submit:outputId')}
            placeholder={t('submit:outputId')}
            value={textAt(body, [outputs, at, 'id'])}
            onChange={(text) => set([outputs, at, 'id'], text)}
          />
          <Input
            mono
            path={`${outputs}[${at}].pathPrefix`}
            name={t('submit:outputPrefix')}
            placeholder={t('submit:outputPrefix')}
            list="mounted-paths"
            value={textAt(body, [outputs, at, 'pathPrefix'])}
            onChange={(text) => set([outputs, at, 'pathPrefix'], optional(text))}
          />
          <Input
            mono
            path={`${outputs}[${at}].pathSuffix`}
            name={t('submit:outputSuffix')}
            placeholder={t('submit:outputSuffix')}
            value={textAt(body, [outputs, at, 'pathSuffix'])}
            onChange={(text) => set([outputs, at, 'pathSuffix'], optional(text))}
          />
        </>
      )}
    </Rows>
  );
}
