import type { Detail } from '@trainyard/contracts/errors';
import { useTranslation } from 'react-i18next';
import { Glyph } from '../../../ui/glyph.tsx';
import { volumeCount } from '../../volumes/volumes-body.ts';
import { textAt, useForm } from './form.ts';
import { toolkitIn } from './launch/toolkit-fields.ts';
import { type SectionId, sectionAnchor, sectionIds } from './section.tsx';
import css from './step-list.module.css';

/** Where the fields of a path stand; launch has everything that has no place of its own. */
const placeOf: Readonly<Record<string, SectionId>> = {
  experiment: 'what',
  name: 'what',
  cluster: 'what',
  schedulingPriority: 'what',
  queue: 'what',
  containerSettings: 'container',
  gpusPerNode: 'place',
  cpusPerNode: 'place',
  memoryPerNode: 'place',
  nodeLabels: 'place',
  array: 'place',
  dependsOn: 'place',
  held: 'place',
  environmentVariables: 'environment',
  secrets: 'environment',
  files: 'files',
  mountVolumes: 'data',
  outputDirectories: 'data',
  stdOutErrPathPrefix: 'data',
  inputDirectories: 'data',
  retention: 'limits',
  constraints: 'limits',
  restart: 'limits',
  tags: 'limits',
};
/** Parts that a job may do without. */
const optional: ReadonlySet<SectionId> = new Set(['container', 'place', 'environment', 'data', 'files']);

const sectionOf = (path: string): SectionId => placeOf[/^[^.[\]]*/.exec(path)?.[0] ?? ''] ?? 'launch';

/** The parts of the form and how each stands. */
export function StepList({ faults, attempted }: { faults: readonly Detail[]; attempted: boolean }) {
  const { t } = useTranslation(['jobs', 'submit']);
  const { body } = useForm();
  const image = textAt(body, ['containerSettings', 'imageSourceRegistry', 'image']);
  const written = new Set(Object.keys(body).map((field) => placeOf[field]));
  /** What a part says in a word. */
  const saying: Partial<Record<SectionId, string>> = {
    launch: t(`submit:toolkits.${toolkitIn(body)}`),
    ...(image === '' ? {} : { container: image }),
  };
  const counts = (id: SectionId): number => {
    const lists: Partial<Record<SectionId, unknown[]>> = {
      environment: [body.environmentVariables, body.secrets],
      data: [body.inputDirectories, body.outputDirectories],
      files: [body.files],
    };
    const volumes = id === 'data' ? volumeCount(body.mountVolumes) : 0;
    return (lists[id] ?? []).reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), volumes);
  };
  return (
    <nav className={css.steps} aria-label={t('submit:parts')}>
      <ul>
        {sectionIds.map((id) => {
          const bad = faults.filter(({ path }) => sectionOf(path) === id).length;
          const count = counts(id);
          return (
            <li key={id}>
              <button type="button" className={css.step} onClick={() => show(id)}>
                <Glyph state={bad === 0 ? 'succeeded' : attempted ? 'failed' : 'queued'} named={false} />
                <span>
                  <b>{t(`submit:section.${id}`)}</b>
                  <small>
                    {bad > 0
                      ? t(attempted ? 'submit:faults' : 'submit:toFill', { count: bad })
                      : count > 0
                        ? t('submit:entries', { count })
                        : (saying[id] ?? t(optional.has(id) && !written.has(id) ? 'submit:none' : 'submit:complete'))}
                  </small>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function show(id: SectionId): void {
  const section = document.getElementById(sectionAnchor(id));
  section?.scrollIntoView({ block: 'start' });
  section?.querySelector<HTMLElement>('input, textarea, button, [tabindex="0"]')?.focus({ preventScroll: true });
}
