import { Drawer, IconButton } from '@mui/material';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Node } from '@trainyard/contracts/node';
import { X } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { addresses } from '../../../app/addresses.ts';
import { StateWord } from '../../../ui/glyph.tsx';
import { LinkButton } from '../../../ui/link-button.tsx';
import { canBeSetUp } from '../setup/unusable.ts';
import { DeclareLost } from './declare-lost.tsx';
import { NodeActs } from './node-acts.tsx';
import { NodeReason } from './node-columns-cells.tsx';
import { Facts, Gpus, SetupEnd, Volumes } from './node-facts.tsx';
import css from './nodes.module.css';

interface NodeDrawerProps {
  /** Undefined: closed. */
  node: Node | undefined;
  cluster: Cluster;
  onClose: () => void;
}

/** One node in detail: what was found on its machine, what its agent can do. */
export function NodeDrawer({ node, cluster, onClose }: NodeDrawerProps) {
  const { t } = useTranslation(['clusters', 'scheduling', 'ui']);
  const id = useId();
  return (
    <Drawer
      anchor="right"
      open={node !== undefined}
      onClose={onClose}
      transitionDuration={80}
      slotProps={{ paper: { className: css.drawer ?? '', role: 'dialog', 'aria-labelledby': id } }}
    >
      {node && (
        <>
          <header className={css.drawerHead}>
            <h2 id={id}>
              <bdi>{node.name}</bdi>
            </h2>
            <StateWord state={node.state} />
            <IconButton aria-label={t('ui:close')} onClick={onClose} className={css.close ?? ''}>
              <X size={16} strokeWidth={1.5} />
            </IconButton>
          </header>
          <div className={css.drawerFinding}>
            <NodeReason node={node} />
            <DeclareLost node={node} />
          </div>
          {node.state === 'unusable' && canBeSetUp(node) && <SetupEnd node={node} />}
          <div className={css.drawerActs}>
            <NodeActs node={node} cluster={cluster} />
          </div>
          <Facts node={node} />
          <Gpus node={node} />
          {node.volumes.length > 0 && <Volumes node={node} />}
          <p className={css.drawerFoot}>
            <LinkButton to={addresses.node(node.workspace, node.cluster, node.name)}>{t('nodes.page')}</LinkButton>
            {cluster.nodeSetup !== undefined && (
              <LinkButton to={`?tab=setup&node=${encodeURIComponent(node.name)}`}>{t('nodes.setupLog')}</LinkButton>
            )}
          </p>
        </>
      )}
    </Drawer>
  );
}
