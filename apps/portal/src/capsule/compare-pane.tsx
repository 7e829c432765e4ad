import { type ReadCapsule, readCapsule } from '@trainyard/contracts/capsule';
import { submissionDiff } from '@trainyard/contracts/job-diff';
import { submittedBody } from '@trainyard/contracts/submitted-body';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DiffTable } from '../features/jobs/diff/diff-table.tsx';
import { instant } from '../features/jobs/job-facts.ts';
import { PlainTable } from '../ui/plain-table.tsx';
import { useFormat } from '../ui/use-format.ts';
import { type CapsuleFacts, factsOf } from './capsule-page.tsx';
import { check } from './open-capsule.ts';
import css from './page.module.css';
import { Pane } from './pane.tsx';

interface Other {
  name: string;
  capsule: ReadCapsule;
  facts: CapsuleFacts;
  damaged: boolean;
}

/** A second capsule beside this one: what was asked for differently, and how each went. */
export function ComparePane({ capsule, facts }: { capsule: ReadCapsule; facts: CapsuleFacts }) {
  const { t } = useTranslation('capsule');
  const [other, setOther] = useState<Other | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const choice = useRef<HTMLInputElement>(null);
  const take = useCallback(async (file: File) => {
    const read = readCapsule(await file.text());
    setRefused(read === undefined ? file.name : null);
    if (read === undefined) return setOther(null);
    let damaged = false;
    await check(read, ({ state }) => {
      damaged = state === 'damaged' || state === 'around';
    });
    return setOther({ name: read.manifest.job.name, capsule: read, facts: await factsOf(read), damaged });
  }, []);
  useEffect(() => {
    const over = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) void take(file);
    };
    addEventListener('dragover', over);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('drop', drop);
    };
  }, [take]);
  return (
    <Pane
      title={t('diff.title')}
      tools={
        <>
          <input
            ref={choice}
            type="file"
            accept=".html"
            hidden
            aria-label={t('diff.choose')}
            onChange={({ target }) => target.files?.[0] && void take(target.files[0])}
          />
          <button type="button" onClick={() => choice.current?.click()}>
            {t('diff.choose')}
          </button>
        </>
      }
    >
      {other === null && <p className={css.none}>{t('diff.drop')}</p>}
      {refused !== null && (
        <p className={css.none} role="alert">
          {t('diff.notOne', { name: refused })}
        </p>
      )}
      {other !== null && <Against capsule={capsule} facts={facts} other={other} />}
    </Pane>
  );
}

function Against({ capsule, facts, other }: { capsule: ReadCapsule; facts: CapsuleFacts; other: Other }) {
  const { t } = useTranslation('capsule');
  const [a, b] = [other.facts.job, facts.job];
  const changes = a === undefined || b === undefined ? [] : submissionDiff(submittedBody(a), submittedBody(b));
  return (
    <>
      {other.damaged && (
        <p className={css.none} role="alert">
          {t('diff.damaged', { name: other.name })}
        </p>
      )}
      <p className={css.none}>{changes.length === 0 ? t('diff.same') : t('diff.with', { name: other.name })}</p>
      {changes.length > 0 && <DiffTable changes={changes} label={t('diff.title')} />}
      <Outcomes sides={[other, { capsule, facts }]} names={[other.name, capsule.manifest.job.name]} />
    </>
  );
}

function Outcomes({ sides, names }: { sides: Pick<Other, 'capsule' | 'facts'>[]; names: string[] }) {
  const { t } = useTranslation(['capsule', 'ui']);
  const format = useFormat();
  const rows = {
    state: ({ facts: { job } }: (typeof sides)[number]) => job?.executionState ?? t('ui:na'),
    exit: ({ facts: { job } }: (typeof sides)[number]) => String(job?.executionInfo.exitCode ?? t('ui:na')),
    took({ facts: { job } }: (typeof sides)[number]) {
      const [from, to] = [instant(job?.executionInfo.startTime), instant(job?.executionInfo.endTime)];
      return from === null || to === null ? t('ui:na') : format.duration(to - from);
    },
    attempts: ({ facts }: (typeof sides)[number]) => format.count(facts.attempts.length),
    lines: ({ capsule }: (typeof sides)[number]) =>
      format.count(capsule.manifest.streams.reduce((sum, { lines }) => sum + lines, 0)),
  };
  return (
    <PlainTable
      label={t('diff.facts')}
      heads={[{ id: 'what', words: t('diff.facts') }, ...names.map((name, at) => ({ id: String(at), words: name }))]}
    >
      {(Object.keys(rows) as (keyof typeof rows)[]).map((what) => (
        <tr key={what}>
          <th scope="row">{t(`diff.${what}`)}</th>
          {sides.map((side, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two sides
            <td key={at}>{rows[what](side)}</td>
          ))}
        </tr>
      ))}
    </PlainTable>
  );
}
