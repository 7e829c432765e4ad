import { type Detail, Fault } from '@trainyard/contracts/errors';
import type { Job } from '@trainyard/contracts/job';
import { useEffect, useMemo, useState } from 'react';
import { client } from '../../../live/client.ts';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useLater } from '../../../ui/use-later.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { type Body, registryPassword, type SecretValues, setIn, takeSecrets, withSecrets } from './body.ts';
import { type Draft, dropDraft, keepDraft, readDraft } from './draft.ts';
import { experimentPath, faultsOfRefusal } from './faults.ts';
import type { Form } from './form.ts';
import { withFiles } from './shipped.ts';
import type { JobFileEntry } from './upload.ts';

const loadCheck = () => import('./check.ts');

interface SubmissionOptions {
  workspace: string;
  /** `experiment/name` of the job that this one is made from. */
  from: string | null;
  /** What the form starts with when no draft was left. */
  start: Draft;
}

/** A submission as it is written: its draft, its secrets, what is wrong with it, and sending it. */
export function useSubmission({ workspace, from, start }: SubmissionOptions) {
  const [draft, setDraft] = useState<Draft>(() => readDraft(workspace, from) ?? start);
  const [secrets, setSecrets] = useState<SecretValues>({});
  const [left, setLeft] = useState<ReadonlySet<string>>(() => new Set());
  const [attempted, setAttempted] = useState(false);
  /** What the server refused, for the body that it refused. */
  const [refused, setRefused] = useState<{ draft: Draft; faults: Detail[] } | null>(null);
  const { sayDetail } = useTexts();
  const words = useErrorWords();

  const sent = useMemo(() => withSecrets(draft.body, secrets), [draft.body, secrets]);
  const check = useLater(loadCheck);
  const own = useMemo(
    () => (check?.faultsOf(draft.experiment, sent) ?? []).map((fault) => ({ ...fault, message: sayDetail(fault) })),
    [check, draft.experiment, sent, sayDetail],
  );
  /** A name that nobody wrote: filling it in makes no draft. */
  const [suggested, setSuggested] = useState('');
  /** It was submitted: what comes now is no draft any more. */
  const [done, setDone] = useState(false);
  const dirty = !done && draft !== start && wordsOf(draft, suggested) !== wordsOf(start, suggested);
  useEffect(() => {
    if (dirty) keepDraft(workspace, from, draft);
  }, [dirty, workspace, from, draft]);

  const change = (next: (draft: Draft) => Draft) => setDraft(next);
  const setBody = (body: Body) => {
    const taken = takeSecrets(body, secrets);
    setSecrets(taken.values);
    change((old) => ({ ...old, body: taken.body }));
  };
  const faults =
    refused !== null && refused.draft === draft
      ? [...own, ...refused.faults.map((fault) => ({ ...fault, message: sayDetail(fault) }))]
      : own;
  const form: Form = {
    body: draft.body,
    set: (path, value) => change((old) => ({ ...old, body: setIn(old.body, path, value) })),
    setBody,
    faultAt: (path) => (attempted || left.has(path) ? faults.find((fault) => fault.path === path)?.message : undefined),
    leave: (path) => setLeft((old) => (old.has(path) ? old : new Set([...old, path]))),
  };
  const reset = () => {
    dropDraft(workspace, from);
    setDraft(start);
    setSecrets({});
    setLeft(new Set());
    setAttempted(false);
    setRefused(null);
  };

  /** Sends it; undefined when something is wrong, which then stands at its field. Throws what is no refusal. */
  const submit = async (experimentIsNew: boolean): Promise<Job | undefined> => {
    setAttempted(true);
    const { experiment } = draft;
    if ((await loadCheck()).faultsOf(experiment, sent).length > 0) return undefined;
    try {
      if (experimentIsNew) await makeExperiment(workspace, experiment);
      const job = await client.call('submitJob', { params: { workspace, experiment }, body: sent as never });
      setDone(true);
      dropDraft(workspace, from);
      return job;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      setRefused({ draft, faults: faultsOfRefusal(error, words) });
      return undefined;
    }
  };
  return {
    form,
    draft,
    dirty,
    attempted,
    /** False until the schemas are here: nothing is known to be wrong, nor to be right. */
    checked: check !== undefined,
    faults,
    secrets,
    suggested,
    suggest: (name: string) => {
      setSuggested(name);
      change((old) => ({ ...old, body: { ...old.body, name } }));
    },
    setExperiment: (experiment: string) => change((old) => ({ ...old, experiment })),
    setSecret: (name: string, value: string, before: string) =>
      setSecrets(({ [before]: _before, ...others }) => ({ ...others, [name]: value })),
    setPassword: (value: string) =>
      setSecrets(({ [registryPassword]: _before, ...others }) =>
        value === '' ? others : { ...others, [registryPassword]: value },
      ),
    addFiles: (files: readonly JobFileEntry[]) =>
      change((old) => ({ ...old, body: { ...old.body, files: withFiles(old.body, files) } })),
    reset,
    submit,
  };
}

const wordsOf = ({ experiment, body: { name, ...body } }: Draft, suggested: string): string =>
  JSON.stringify([experiment, name === suggested ? undefined : name, body]);

/** Somebody else may have made it a moment ago: that is as good. */
async function makeExperiment(workspace: string, name: string): Promise<void> {
  try {
    await client.call('createExperiment', { params: { workspace }, body: { name } });
  } catch (error) {
    if (error instanceof Fault && error.code === 'AlreadyExists') return;
    if (error instanceof Fault) {
      const message = error.message;
      throw new Fault(error.code, error.params, error.details ?? [{ path: experimentPath, code: error.code, message }]);
    }
    throw error;
  }
}
