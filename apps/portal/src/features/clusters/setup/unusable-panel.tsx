import { useMutation } from '@tanstack/react-query';
import type { Node } from '@trainyard/contracts/node';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import { sentence } from '../../../ui/sentence.ts';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useTexts } from '../../../ui/use-texts.ts';
import { canBeSetUp, type Unusable, unusableNodes } from './unusable.ts';
import css from './unusable-panel.module.css';

/** Causes that are told in full; the table of nodes has the others. */
const toldMost = 3;
/** Nodes that are named. */
const namedMost = 4;

/** Nodes that take no work: why, what their set-up wrote last, and the way to try again. Nothing while all can be used. */
export function UnusablePanel({ nodes }: { nodes: readonly Node[] }) {
  const causes = unusableNodes(nodes).slice(0, toldMost);
  return causes.map((cause) => <Cause key={cause.nodes[0]?.uid} cause={cause} />);
}

function Cause({ cause }: { cause: Unusable }) {
  const { t } = useTranslation('clusters');
  const { sayReason } = useTexts();
  const { nodes, reason, stderr } = cause;
  const [first] = nodes;
  const names = nodes.slice(0, namedMost).map(({ name }) => name);
  const more = nodes.length - names.length;
  if (first === undefined) return null;
  return (
    <section className={css.finding} aria-label={t('setup.unusable', { names: names.join(', ') })}>
      <Glyph state="unusable" size={14} named={false} />
      <div className={css.words}>
        <p>
          <b>
            <bdi>{names.join(', ')}</bdi>
            {more > 0 && ` ${t('setup.more', { count: more })}`}
          </b>{' '}
          {reason === null ? t('setup.takesNone', { count: nodes.length }) : sentence(sayReason(reason))}
        </p>
        {stderr !== '' && (
          <>
            <p className={css.quiet}>{t('setup.wroteLast', { name: first.name })}</p>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
            <pre className={css.tail} tabIndex={0}>
              {stderr}
            </pre>
          </>
        )}
      </div>
      {canBeSetUp(cause) && (
        <div className={css.ways}>
          <SetUpAgain nodes={nodes} />
          <LinkButton to={`?tab=setup&node=${encodeURIComponent(first.name)}`}>{t('nodes.setupLog')}</LinkButton>
        </div>
      )}
    </section>
  );
}

/** Runs the set-up task of nodes once more. What the server says to it stands in its place. */
export function SetUpAgain({ nodes }: { nodes: readonly Node[] }) {
  const { t } = useTranslation('clusters');
  const words = useErrorWords();
  const again = useMutation({
    mutationFn: () =>
      Promise.all(
        nodes.map(({ workspace, cluster, uid }) =>
          client.call('setUpNode', { params: { workspace, name: cluster, node: uid } }),
        ),
      ),
  });
  const refused = nodes.every(({ can }) => can.operate === true) ? undefined : t('page.mayNot');
  const [first] = nodes;
  return (
    <>
      <RefusableButton refused={refused} onClick={again.isPending ? undefined : () => again.mutate()}>
        {t('setup.again', { count: nodes.length, name: first?.name ?? '' })}
      </RefusableButton>
      {again.error !== null && (
        <p className={css.fault} role="alert">
          {words(again.error)}
        </p>
      )}
    </>
  );
}
