import { Button } from '@mui/material';
import type { Node } from '@trainyard/contracts/node';
import { type MouseEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeclareLostDialog } from '../dialogs/declare-lost-dialog.tsx';
import { mayBeDeclaredLost } from '../facts.ts';
import css from './nodes.module.css';

/** Stands at the finding: a silent node may be given up. */
export function DeclareLost({ node }: { node: Node }) {
  const { t } = useTranslation('clusters');
  const [open, setOpen] = useState(false);
  const may = mayBeDeclaredLost(node);
  const show = (event: MouseEvent) => {
    event.stopPropagation();
    setOpen(true);
  };
  return (
    <>
      {may && (
        <Button className={css.small ?? ''} onClick={show}>
          {t('lost.open')}
        </Button>
      )}
      {/* Stays when the node comes back meanwhile: what the server says to it then is shown. */}
      {open && <DeclareLostDialog node={node} onClose={() => setOpen(false)} />}
    </>
  );
}
