import { Button } from '@mui/material';
import { type FormEvent, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { addresses } from '../../app/addresses.ts';
import { useCrumbs } from '../../app/shell/crumbs.tsx';
import { useWorkspaces } from '../../live/questions.ts';
import { CliLine } from '../../ui/form/cli-line.tsx';
import { YamlView } from '../../ui/form/yaml-view.tsx';
import { later } from '../../ui/later.ts';
import { Pane, Sheet } from '../../ui/pane.tsx';
import { writtenAt } from '../volumes/volumes-body.ts';
import css from './design/design.module.css';
import { DesignForm } from './design/design-form.tsx';
import { bodyOf, type Draft, emptyDraft } from './design/draft.ts';
import { type Faults, hasFaults, noFaults, type RowsName } from './design/faults.ts';
import { TakeButton, useTaking } from './design/take-button.tsx';
import { useCreateCluster, useDraftFaults, useRefusal } from './design/use-create-cluster.ts';
import { useDraft } from './design/use-draft.ts';

const Taken = later('Taken', () => import('./design/taken-cluster.tsx'));

/** Faults of what was typed so far; a question that nobody came to is not wrong yet. */
function begun(faults: Faults, draft: Draft): Faults {
  const { name, vmSize, command, scaling } = draft;
  const started = { name, vmSize, command, count: scaling.count, least: scaling.least, most: scaling.most };
  const all: Partial<Record<keyof Faults['fields'], string>> = { ...started, start: scaling.start, idle: scaling.idle };
  const fields = Object.fromEntries(
    Object.entries(faults.fields).filter(([field]) => all[field as keyof Faults['fields']] !== ''),
  );
  const queues = Object.fromEntries(
    Object.entries(faults.queues).filter(([at]) => draft.scheduling.queues[Number(at)]?.name !== ''),
  );
  const volumes = Object.fromEntries(
    Object.entries(faults.volumes).filter(([path]) => writtenAt(draft.volumes, path) !== ''),
  );
  return { ...faults, fields, queues, volumes, other: [] };
}

function merged(one: Faults, other: Faults): Faults {
  const rows = (name: RowsName) => ({ ...other.rows[name], ...one.rows[name] });
  return {
    fields: { ...other.fields, ...one.fields },
    rows: {
      env: rows('env'),
      secrets: rows('secrets'),
      tags: rows('tags'),
      labels: rows('labels'),
      weights: rows('weights'),
    },
    queues: { ...other.queues, ...one.queues },
    volumes: { ...other.volumes, ...one.volumes },
    other: [...one.other, ...other.other],
  };
}

/** Designs a cluster: the form, and beside it the body that it makes. */
export function Page() {
  const { workspace = '' } = useParams();
  const { t } = useTranslation('clusters');
  const navigate = useNavigate();
  useCrumbs({ label: t('title'), to: addresses.clusters(workspace) }, { label: t('design.title') });
  const { draft, change, discard, dirty } = useDraft(workspace);
  const [asked, setAsked] = useState(false);
  /** The draft that the server refused: what it said is about that one. */
  const [sent, setSent] = useState<Draft>(emptyDraft);
  const create = useCreateCluster(workspace);
  const found = useDraftFaults(draft);
  const refused = useRefusal(create.error, sent);
  const faults = merged(asked ? found : begun(found, draft), sent === draft ? refused : noFaults);
  const taking = useTaking(draft, change);
  const form = useRef<HTMLFormElement>(null);
  const may = useWorkspaces().data?.find(({ ref }) => ref === workspace)?.can.create ?? true;

  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (hasFaults(found)) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    setSent(draft);
    create.mutate(draft, {
      onSuccess: (cluster) => {
        discard();
        void navigate(addresses.cluster(workspace, cluster.name));
      },
    });
  }

  return (
    <form
      ref={form}
      className={css.page}
      data-dirty={dirty}
      onSubmit={submit}
      onPaste={taking.onPaste}
      onDragOver={taking.onDragOver}
      onDrop={taking.onDrop}
      noValidate
    >
      <div className={css.head}>
        <h1>{t('design.title')}</h1>
        <TakeButton onText={taking.take} />
        <Button
          disabled={!dirty || create.isPending}
          onClick={() => {
            discard();
            taking.close();
            setAsked(false);
          }}
        >
          {t('design.discard')}
        </Button>
        <Button type="submit" variant="contained" disabled={create.isPending || !may}>
          {create.isPending ? t('design.creating') : t('design.create')}
        </Button>
      </div>
      <Suspense>{taking.taken !== null && <Taken taken={taking.taken} onClose={taking.close} />}</Suspense>
      {faults.other.length > 0 && (
        <div className={css.banner} role="alert">
          {faults.other.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      )}
      {!may && <p className={css.banner}>{t('design.mayNot')}</p>}
      <Sheet className={css.sheet ?? ''}>
        <Pane title={t('design.form')}>
          <DesignForm draft={draft} change={change} faults={faults} />
        </Pane>
        <Body workspace={workspace} draft={draft} />
      </Sheet>
    </form>
  );
}

function Body({ workspace, draft }: { workspace: string; draft: Draft }) {
  const { t } = useTranslation('clusters');
  const hides = draft.secrets.some(({ name }) => name !== '');
  return (
    <YamlView
      title={t('design.body')}
      value={bodyOf(draft, { withSecrets: false })}
      foot={
        <div className={css.footLines}>
          {hides && <p>{t('design.secretsNotShown')}</p>}
          <p>{t('design.cli')}</p>
          <CliLine line={`npx trainyard cluster create -w ${workspace} -f cluster.json`} />
        </div>
      }
    />
  );
}
