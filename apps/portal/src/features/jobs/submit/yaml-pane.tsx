import type { Cluster } from '@trainyard/contracts/cluster';
import type { Detail } from '@trainyard/contracts/errors';
import { type DragEvent, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Glyph } from '../../../ui/glyph.tsx';
import { later } from '../../../ui/later.ts';
import { Pane } from '../../../ui/pane.tsx';
import type { TakenFile } from './batch-ai/take-file.ts';
import { type Body, takeSecrets } from './body.ts';
import css from './yaml-pane.module.css';
import { fromYaml, lineOf, stepsOf, toYaml, type YamlFault } from './yaml-text.ts';

const TakenJob = later('TakenJob', () => import('./batch-ai/taken-job.tsx'));

interface YamlPaneProps {
  workspace: string;
  clusters: readonly Cluster[];
  onExperiment: (experiment: string) => void;
  body: Body;
  /** Faults of the body, already placed at fields. */
  faults: readonly Detail[];
  /** False while nothing is known of faults. */
  checked: boolean;
  onBody: (body: Body) => void;
}

/** The body as YAML, in step with the form: what is written on either side shows on the other. */
export function YamlPane({ workspace, clusters, body, faults, checked, onBody, onExperiment }: YamlPaneProps) {
  const { t } = useTranslation(['jobs', 'submit']);
  const written = useMemo(() => toYaml(body), [body]);
  const [text, setText] = useState(written);
  const [broken, setBroken] = useState<readonly YamlFault[]>([]);
  /** The body that the text says, secrets aside. */
  const own = useRef(JSON.stringify(body));
  const gutter = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What was typed here stays as it was typed: its own comments and order are the writer's.
    const now = JSON.stringify(body);
    if (own.current === now) return;
    own.current = now;
    setText(written);
    setBroken([]);
  }, [body, written]);
  const [taken, setTaken] = useState<TakenFile | null>(null);
  /** A file of Batch AI becomes the body that it means; the text follows. */
  const take = async (file: Body) => {
    const { takeFile } = await import('./batch-ai/take-file.ts');
    const found = takeFile(file, { workspace, clusters: clusters.map(({ name }) => name), written: body });
    setTaken(found);
    own.current = '';
    if (found.experiment !== undefined) onExperiment(found.experiment);
    // A new object: the text is written anew even where the file said what stood here.
    onBody({ ...found.body });
  };
  const type = (next: string) => {
    setText(next);
    const read = fromYaml(next);
    setBroken(read.kind === 'faults' ? read.faults : []);
    if (read.kind === 'body' && 'properties' in read.body) void take(read.body);
    else if (read.kind === 'body') {
      own.current = JSON.stringify(takeSecrets(read.body, {}).body);
      onBody(read.body);
    }
  };
  const drop = (event: DragEvent) => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    void file.text().then(type);
  };
  // A secret stays in the text only while it is being typed.
  const leave = () => {
    const read = fromYaml(text);
    if (read.kind === 'body' && Object.keys(takeSecrets(read.body, {}).values).length > 0) setText(written);
  };
  const marks = useMemo(() => {
    const said = broken.length > 0 ? broken : faults.map(({ path, message }) => asMark(text, path, message));
    return new Map(said.map(({ line, message }) => [line, message]));
  }, [broken, faults, text]);
  const lines = text.split('\n').length;
  const first = [...marks].sort(([a], [b]) => a - b)[0];
  return (
    <Pane title={t('submit:yaml')} meta={t('submit:yamlNote')} padded={false} className={css.pane ?? ''}>
      <div className={css.stack}>
        <div className={css.editor}>
          <div ref={gutter} className={css.gutter} aria-hidden>
            {Array.from({ length: lines }, (_, at) => at + 1).map((line) => (
              <span key={line} className={marks.has(line) ? css.bad : undefined} title={marks.get(line)}>
                {line}
              </span>
            ))}
          </div>
          <textarea
            className={css.text}
            value={text}
            wrap="off"
            spellCheck={false}
            aria-label={t('submit:yaml')}
            aria-describedby="yaml-status"
            aria-invalid={broken.length > 0}
            onChange={(event) => type(event.target.value)}
            onBlur={leave}
            onDrop={drop}
            onScroll={(event) => gutter.current?.scrollTo({ top: event.currentTarget.scrollTop })}
          />
        </div>
        <Suspense>{taken !== null && <TakenJob taken={taken} onClose={() => setTaken(null)} />}</Suspense>
        <p id="yaml-status" className={css.status} role="status">
          {first === undefined ? (
            checked && (
              <>
                <Glyph state="succeeded" named={false} /> {t('submit:valid')}
              </>
            )
          ) : (
            <>
              <Glyph state="warning" named={false} />
              <span className={css.message} title={first[1]}>
                {t('submit:faultAt', { line: first[0], message: first[1] })}
              </span>
            </>
          )}
        </p>
      </div>
    </Pane>
  );
}

function asMark(text: string, path: string, message: string): YamlFault {
  return { line: lineOf(text, stepsOf(path)), message: path === '' ? message : `${path}: ${message}` };
}
