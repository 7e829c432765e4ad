import { Alert, Button } from '@mui/material';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Experiment } from '@trainyard/contracts/experiment';
import type { Job } from '@trainyard/contracts/job';
import { type FormEvent, type KeyboardEvent, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { addresses } from '../../../app/addresses.ts';
import { client } from '../../../live/client.ts';
import { useJobs, usePlan } from '../../../live/questions.ts';
import { later, soon } from '../../../ui/later.ts';
import { Pane } from '../../../ui/pane.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { nextName } from '../actions/next-name.ts';
import { withPlaceholders } from './body.ts';
import type { Draft } from './draft.ts';
import { placed } from './faults.ts';
import { FormProvider, fieldId, textAt } from './form.ts';
import { LaunchSection } from './launch/launch-section.tsx';
import { StepList } from './step-list.tsx';
import css from './submit-form.module.css';
import { useSettled } from './use-settled.ts';
import { useSubmission } from './use-submission.ts';
import { WhatSection } from './what-section.tsx';

const ContainerSection = soon('ContainerSection', () => import('./container/container-section.tsx'));
const EnvironmentSection = soon('EnvironmentSection', () => import('./environment-section.tsx'));
const LimitsSection = soon('LimitsSection', () => import('./limits-section.tsx'));
const PlaceSection = soon('PlaceSection', () => import('./place-section.tsx'));
const DataSection = soon('DataSection', () => import('./data/data-section.tsx'));
const FilesSection = soon('FilesSection', () => import('./files-section.tsx'));
const FaultSummary = soon('FaultSummary', () => import('./fault-summary.tsx'));
const Outcome = soon('Outcome', () => import('./outcome.tsx'));
const ReplacesChoice = later('ReplacesChoice', () => import('./replaces-choice.tsx'));
const ChangesPane = later('ChangesPane', () => import('../diff/changes-pane.tsx'));
const PlanPane = soon('PlanPane', () => import('./plan/plan-pane.tsx'));
const YamlPane = soon('YamlPane', () => import('./yaml-pane.tsx'));

interface SubmitFormProps {
  workspace: string;
  from: string | null;
  start: Draft;
  clusters: readonly Cluster[];
  experiments: readonly Experiment[];
  secretsAgain: boolean;
  /** The job that it is made from. */
  source: Job | undefined;
  /** The job that this one may take the place of: it still waits. */
  replaces: Job | undefined;
  /** True when it is made by a lever of that job, to start in its place. */
  instead: boolean;
}

/** The form, its YAML and what it would do, in step. */
export function SubmitForm(props: SubmitFormProps) {
  const { workspace, from, start, clusters, experiments, secretsAgain, replaces } = props;
  const { t } = useTranslation(['jobs', 'submit']);
  const navigate = useNavigate();
  const say = useErrorWords();
  const submission = useSubmission({ workspace, from, start });
  const { form, draft, dirty, checked } = submission;
  const toast = useToast();
  const [replacing, setReplacing] = useState(props.instead);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const names = useNames(workspace, draft.experiment, experiments);
  const name = textAt(draft.body, ['name']);
  useSuggestedName(busy ? null : names, busy ? '' : draft.experiment, name, props.source?.name, submission);
  const { plan, missing, late, faults } = useChecked(workspace, submission, experiments);

  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      const job = await submission.submit(names === null);
      // Busy until the job's page is there: the form is not to be sent twice.
      if (job && replaces && replacing) await terminate(replaces).catch((error) => toast(say(error)));
      if (job) void navigate(addresses.job(job));
      else setBusy(false);
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit();
    // A line of text that is ended is not a job that is sent.
    else if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
  };
  return (
    <FormProvider value={form}>
      <form className={css.form} data-dirty={dirty} noValidate onSubmit={onSubmit} onKeyDown={onKeyDown}>
        <Suspense>{submission.attempted && faults.length > 0 && <FaultSummary faults={faults} />}</Suspense>
        {failure !== null && (
          <Alert severity="error" icon={false} className={css.failure ?? ''}>
            {say(failure)}
          </Alert>
        )}
        <div className={css.sheet}>
          <StepList faults={faults} attempted={submission.attempted} />
          <div className={css.fields}>
            <WhatSection
              experiment={draft.experiment}
              experiments={experiments}
              onExperiment={submission.setExperiment}
              clusters={clusters}
              nameTaken={names?.some((one) => one.toLowerCase() === name.toLowerCase()) ?? false}
            />
            <LaunchSection />
            <Suspense fallback={<div className={css.sectionBones} />}>
              <ContainerSection secrets={submission.secrets} onPassword={submission.setPassword} />
              <PlaceSection clusters={clusters} />
              <EnvironmentSection
                secrets={submission.secrets}
                onSecret={submission.setSecret}
                secretsAgain={secretsAgain}
              />
              <DataSection secrets={submission.secrets} />
              <FilesSection onFiles={submission.addFiles} />
              <LimitsSection />
            </Suspense>
          </div>
          <div className={css.yaml}>
            {/* The form is there to be filled in while what shows its text is still on its way. */}
            <Suspense fallback={<Pane title={t('submit:yaml')}>{null}</Pane>}>
              <YamlPane
                {...{ workspace, clusters, faults, checked }}
                body={draft.body}
                onBody={form.setBody}
                onExperiment={submission.setExperiment}
              />
            </Suspense>
          </div>
        </div>
        {props.source !== undefined && (
          <Suspense>
            <ChangesPane source={props.source} body={draft.body} />
          </Suspense>
        )}
        <Suspense fallback={<div className={css.planBones} />}>
          <PlanPane plan={plan.data} error={plan.error} missing={missing} late={late} />
        </Suspense>
        <div className={css.end}>
          <div className={css.outcome}>
            <Suspense fallback={<div className={css.outcomeBones} />}>
              <Outcome plan={plan.data} late={late} />
            </Suspense>
          </div>
          <footer className={css.foot}>
            {replaces !== undefined && (
              <Suspense>
                <ReplacesChoice name={replaces.name} chosen={replacing} onChoose={setReplacing} />
              </Suspense>
            )}
            {dirty && <span className={css.kept}>{t('submit:kept')}</span>}
            {dirty && <Button onClick={submission.reset}>{t('submit:startOver')}</Button>}
            <Button type="submit" variant="contained" disabled={busy} className={css.send ?? ''}>
              {t('submit:send')}
              <kbd className={css.key}>{t('submit:sendKey')}</kbd>
            </Button>
          </footer>
        </div>
      </form>
    </FormProvider>
  );
}

/** Takes a waiting job out of its queue. */
const terminate = ({ workspace, experiment, name }: Job) =>
  client.call('terminateJob', { params: { workspace, experiment, name } });

/** Names that are taken in the experiment; null while it does not exist, undefined while they are asked for. */
function useNames(
  workspace: string,
  experiment: string,
  experiments: readonly Experiment[],
): string[] | null | undefined {
  const found = experiments.find(({ name }) => name.toLowerCase() === experiment.toLowerCase());
  const jobs = useJobs(workspace, found ? { experiment: found.name } : {});
  return useMemo(
    () => (found ? jobs.data?.pages.flatMap((page) => page.items.map((job) => job.name)) : null),
    [found, jobs.data],
  );
}

/** Fills in the next name after that of the job it is made from, or of the newest, until somebody writes one; never into the field that is being written in. */
function useSuggestedName(
  names: string[] | null | undefined,
  experiment: string,
  name: string,
  like: string | undefined,
  { suggested, suggest }: Pick<ReturnType<typeof useSubmission>, 'suggested' | 'suggest'>,
): void {
  const newest = like ?? names?.[0];
  const next = newest !== undefined ? nextName(newest, names ?? []) : experiment === '' ? '' : `${experiment}-1`;
  const fits = names !== undefined && name === suggested && next !== '' && next !== name;
  useEffect(() => {
    if (fits && document.activeElement?.id !== fieldId('name')) suggest(next);
  });
}

/** Faults of the page and of the server together, and what the server says the job would do. */
function useChecked(
  workspace: string,
  { draft, faults: own, checked }: Pick<ReturnType<typeof useSubmission>, 'draft' | 'faults' | 'checked'>,
  experiments: readonly Experiment[],
) {
  const settled = useSettled(draft);
  const known = experiments.find(({ name }) => name.toLowerCase() === settled.experiment.toLowerCase());
  // Commands are the same in every experiment: a new one is looked at in the place of another.
  const at = known ?? experiments[0];
  const valid = checked && own.length === 0;
  const body = useMemo(() => (valid ? withPlaceholders(settled.body) : null), [valid, settled.body]);
  const { sayDetail } = useTexts();
  const plan = usePlan(workspace, at?.name ?? '', at === undefined ? null : body);
  const planned = useMemo(() => {
    const found =
      body === null || plan.isPlaceholderData
        ? []
        : (plan.data?.faults ?? []).map((fault) => placed({ ...fault, message: sayDetail(fault) }));
    return known === undefined ? found.filter(({ code }) => code !== 'AlreadyExists') : found;
  }, [body, plan.data, plan.isPlaceholderData, known, sayDetail]);
  const faults = useMemo(() => {
    const said = new Set(own.map(({ path }) => path));
    return [...own, ...planned.filter(({ path }) => !said.has(path))];
  }, [own, planned]);
  const missing = at === undefined ? ('experiment' as const) : valid || !checked ? undefined : ('valid' as const);
  return { plan, missing, late: settled !== draft || plan.isPlaceholderData || !valid, faults };
}
