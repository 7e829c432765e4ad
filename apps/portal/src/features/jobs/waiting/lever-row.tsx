import type { Job } from '@trainyard/contracts/job';
import type { Lever } from '@trainyard/contracts/standing';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '../../../ui/later.ts';
import { LinkButton } from '../../../ui/link-button.tsx';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import { useFormat } from '../../../ui/use-format.ts';
import { useChangeWaiting } from '../actions/use-change-waiting.ts';
import { type Way, wayOf } from './levers.ts';
import css from './waits.module.css';

const ConfirmDialog = later('ConfirmDialog', () => import('../../../ui/confirm-dialog.tsx'));

interface LeverRowProps {
  job: Job;
  lever: Lever;
  number: number;
}

/** A lever: what it is, what it does, and the button that pulls it. */
export function LeverRow({ job, lever, number }: LeverRowProps) {
  const words = useLeverWords()(lever, job);
  const way = wayOf(lever, job);
  return (
    <li className={css.lever}>
      <span className={css.number} aria-hidden="true">
        {number}
      </span>
      <p className={css.what}>
        <b>{words.title}</b> <span>{words.text}</span>
      </p>
      {way.kind === 'go' ? (
        <LinkButton to={way.to}>{words.act}</LinkButton>
      ) : (
        <Change job={job} way={way} words={words} />
      )}
    </li>
  );
}

interface LeverWords {
  title: string;
  text: string;
  act: string;
  ask: string;
}

function Change({ job, way, words }: { job: Job; way: Extract<Way, { kind: 'change' }>; words: LeverWords }) {
  const { t } = useTranslation(['jobs', 'waiting']);
  const { change, refusalOf, busy } = useChangeWaiting();
  const [asking, setAsking] = useState(false);
  const pull = () => {
    setAsking(false);
    void change(job, way.body);
  };
  const start = way.takes > 0 ? () => setAsking(true) : pull;
  return (
    <>
      <RefusableButton refused={refusalOf(job)} onClick={busy ? undefined : start}>
        {words.act}
      </RefusableButton>
      <Suspense>
        {asking && (
          <ConfirmDialog title={words.ask} confirm={words.act} danger onConfirm={pull} onClose={() => setAsking(false)}>
            <p>{t('waiting:levers.higherPriority.takes', { count: way.takes })}</p>
          </ConfirmDialog>
        )}
      </Suspense>
    </>
  );
}

function useLeverWords(): (lever: Lever, job: Job) => LeverWords {
  const { t } = useTranslation(['jobs', 'waiting']);
  const format = useFormat();
  return (lever, job) => {
    const name = job.name;
    const plain = { ask: '' };
    switch (lever.kind) {
      case 'fewerNodes':
        return {
          ...plain,
          title: t('waiting:levers.fewerNodes.title', { count: lever.nodeCount }),
          text: t('waiting:levers.fewerNodes.text', { now: format.count(job.nodeCount) }),
          act: t('waiting:levers.fewerNodes.act'),
        };
      case 'otherCluster':
        return {
          ...plain,
          title: t('waiting:levers.otherCluster.title', { cluster: lever.cluster.name }),
          text: t('waiting:levers.otherCluster.text'),
          act: t('waiting:levers.otherCluster.act'),
        };
      case 'otherQueue':
        return {
          ...plain,
          title: t('waiting:levers.otherQueue.title', { queue: lever.queue }),
          text: t('waiting:levers.otherQueue.text'),
          act: t('waiting:levers.otherQueue.act'),
        };
      case 'smallerShare': {
        const { gpusPerNode: gpus, cpusPerNode, memoryPerNode } = lever;
        const share = { gpus: format.count(gpus), cpus: format.quantity(cpusPerNode, '') };
        return {
          ...plain,
          title: t('waiting:levers.smallerShare.title'),
          text: t('waiting:levers.smallerShare.text', { ...share, memory: format.bytes(memoryPerNode) }),
          act: t('waiting:levers.smallerShare.act'),
        };
      }
      case 'moreNodes': {
        const target = format.count(lever.target);
        return {
          ...plain,
          title: t('waiting:levers.moreNodes.title', { count: lever.more, cluster: job.cluster?.name ?? '' }),
          text: t('waiting:levers.moreNodes.text', { target }),
          act: t('waiting:levers.moreNodes.act', { target }),
        };
      }
      case 'higherPriority': {
        const priority = t(`page.head.priority.${lever.priority}`);
        const takes = lever.preempts;
        return {
          title: t('waiting:levers.higherPriority.title', { priority }),
          text:
            takes > 0
              ? t('waiting:levers.higherPriority.takes', { count: takes })
              : t('waiting:levers.higherPriority.text'),
          act: t('waiting:levers.higherPriority.act', { priority }),
          ask: t('waiting:levers.higherPriority.ask', { name, priority }),
        };
      }
      case 'release':
        return {
          ...plain,
          title: t('waiting:levers.release.title'),
          text: t('waiting:levers.release.text'),
          act: t('waiting:levers.release.act'),
        };
    }
  };
}
