import type { Node } from '@trainyard/contracts/node';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';

/** Names that are read at a glance; the rest is counted. */
const namesMost = 6;

/** Names of the jobs that hold something of these nodes, each once; null for those whose names the reader does not see. */
export function jobNames(nodes: readonly Pick<Node, 'jobs'>[]): (string | null)[] {
  return [...new Map(nodes.flatMap(({ jobs }) => jobs.map(({ uid, name }) => [uid, name] as const))).values()];
}

/** A few names, and how many more. */
export function JobNames({ names }: { names: readonly (string | null)[] }) {
  const { t } = useTranslation(['clusters', 'ui']);
  return (
    <>
      {names.slice(0, namesMost).map((name, at) => (
        // Jobs of two experiments may have the same name.
        // biome-ignore lint/suspicious/noArrayIndexKey: a list of words that is drawn as a whole
        <Fragment key={at}>
          {at > 0 && ', '}
          <b>
            <bdi>{name ?? t('ui:heat.foreign')}</bdi>
          </b>
        </Fragment>
      ))}
      {names.length > namesMost && t('andMore', { count: names.length - namesMost })}
    </>
  );
}

interface JobsOnNodesProps {
  nodes: readonly Pick<Node, 'jobs'>[];
  /** What is said where there are none. */
  none: string;
  /** What the names follow. */
  some: string;
}

/** Whom it hits when something is done to nodes: a sentence that ends in the names of the jobs on them. */
export function JobsOnNodes({ nodes, none, some }: JobsOnNodesProps) {
  const names = jobNames(nodes);
  if (names.length === 0) return <p>{none}</p>;
  return (
    <p>
      {some} <JobNames names={names} />
      {'.'}
    </p>
  );
}
