import { useMutation } from '@tanstack/react-query';
import { parseDuration } from '@trainyard/contracts/durations';
import type { Node, NodeDrain } from '@trainyard/contracts/node';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { DurationField } from '../../../ui/form/duration-field.tsx';
import { readDuration } from '../../../ui/form/read-duration.ts';
import { ChoiceField } from '../../../ui/form/segmented.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { FormDialog } from '../dialogs/form-dialog.tsx';
import { JobsOnNodes } from '../dialogs/job-names.tsx';

/** How long jobs may go on. */
const ways = ['end', 'deadline', 'now'] as const;
type Way = (typeof ways)[number];

/** What is sent; undefined while what was typed is no time. */
function bodyOf(way: Way, typed: string): NodeDrain | undefined {
  if (way !== 'deadline') return { force: way === 'now' };
  const ms = parseDuration(readDuration(typed) ?? '') ?? 0;
  const deadlineSeconds = Math.round(ms / 1_000);
  return deadlineSeconds > 0 ? { force: false, deadlineSeconds } : undefined;
}

/** Has a node drained after saying which jobs that hits, and how. */
export function DrainDialog({ node, onClose }: { node: Node; onClose: () => void }) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const words = useErrorWords();
  const [way, setWay] = useState<Way>('deadline');
  const [typed, setTyped] = useState<string>(() => t('scheduling:drain.first'));
  const [missing, setMissing] = useState(false);
  const drain = useMutation({
    mutationFn: (body: NodeDrain) =>
      client.call('drainNode', { params: { workspace: node.workspace, name: node.cluster, node: node.uid }, body }),
    onSuccess: onClose,
  });
  function submit() {
    const body = bodyOf(way, typed);
    setMissing(body === undefined);
    if (body !== undefined) drain.mutate(body);
  }
  return (
    <FormDialog
      title={t('scheduling:drain.title', { name: node.name })}
      verb={t(`scheduling:drain.verb.${way}`)}
      danger={way === 'now'}
      pending={drain.isPending}
      fault={drain.error === null ? undefined : words(drain.error)}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{t('scheduling:drain.means')}</p>
      <ChoiceField
        label={t('scheduling:drain.jobs')}
        value={way}
        options={ways.map((value) => ({ value, label: t(`scheduling:drain.way.${value}`) }))}
        onChange={setWay}
      />
      {way === 'deadline' && (
        <DurationField
          label={t('scheduling:drain.deadline')}
          value={typed}
          onChange={setTyped}
          fault={missing ? t('scheduling:drain.faultDeadline') : undefined}
        />
      )}
      <JobsOnNodes nodes={[node]} none={t('scheduling:drain.noJob')} some={t(`scheduling:drain.hits.${way}`)} />
      {way !== 'end' && node.jobs.length > 0 && <p>{t('scheduling:drain.again')}</p>}
    </FormDialog>
  );
}
