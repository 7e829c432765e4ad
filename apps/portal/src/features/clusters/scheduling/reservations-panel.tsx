import { Button } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import type { Cluster } from '@trainyard/contracts/cluster';
import type { Reservation } from '@trainyard/contracts/reservation';
import { Plus } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../live/client.ts';
import { useReservations } from '../../../live/standing-questions.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { later } from '../../../ui/later.ts';
import { Pane } from '../../../ui/pane.tsx';
import { PlainTable, plainTable } from '../../../ui/plain-table.tsx';
import { RefusableButton } from '../../../ui/refusable-button.tsx';
import { useErrorWords } from '../../../ui/use-error-words.ts';
import { useFormat } from '../../../ui/use-format.ts';
import { FormDialog } from '../dialogs/form-dialog.tsx';
import css from './reservations.module.css';

const ReserveDialog = later('ReserveDialog', () => import('../dialogs/reserve-dialog.tsx'));

/** Nodes that are kept for a workspace, or for nobody, and for how long. */
export function ReservationsPanel({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const format = useFormat();
  const { data, error, refetch } = useReservations(cluster.workspace, cluster.name);
  const [open, setOpen] = useState(false);
  const [ending, setEnding] = useState<Reservation | null>(null);
  const refused = cluster.can.operate === true ? undefined : t('page.mayNot');
  const create = (
    <RefusableButton
      refused={refused}
      startIcon={<Plus size={14} strokeWidth={1.5} aria-hidden="true" />}
      onClick={() => setOpen(true)}
    >
      {t('scheduling:reservations.create')}
    </RefusableButton>
  );
  const some = data !== undefined && data.length > 0;
  return (
    <Pane
      title={t('scheduling:reservations.title')}
      meta={some && format.count(data.length)}
      padded={false}
      tools={some && create}
    >
      {data === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      {data?.length === 0 && (
        <EmptyState
          title={t('scheduling:reservations.none')}
          text={t('scheduling:reservations.noneText')}
          action={create}
        />
      )}
      {some && <Reservations all={data} onEnd={refused === undefined ? setEnding : undefined} />}
      <Suspense>{open && <ReserveDialog cluster={cluster} onClose={() => setOpen(false)} />}</Suspense>
      {ending && <EndDialog cluster={cluster} reservation={ending} onClose={() => setEnding(null)} />}
    </Pane>
  );
}

interface ReservationsProps {
  all: readonly Reservation[];
  /** Undefined for somebody who may not. */
  onEnd: ((reservation: Reservation) => void) | undefined;
}

function Reservations({ all, onEnd }: ReservationsProps) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const format = useFormat();
  const heads = ['name', 'nodes', 'for', 'from', 'to', 'by'] as const;
  const time = (text: string) => (
    <time dateTime={text} title={format.fully(Date.parse(text))}>
      {format.instant(Date.parse(text))}
    </time>
  );
  return (
    <PlainTable
      acts
      className={css.table}
      heads={heads.map((id) => ({ id, words: t(`scheduling:reservations.${id}`) }))}
    >
      {all.map((reservation) => (
        <tr key={reservation.uid}>
          <th scope="row">
            <bdi>{reservation.name}</bdi>
          </th>
          <td>{format.count(reservation.nodeCount)}</td>
          <td>
            {reservation.workspace === null ? t('scheduling:reservations.nobody') : <bdi>{reservation.workspace}</bdi>}
          </td>
          <td>{time(reservation.from)}</td>
          <td>{reservation.to === null ? t('scheduling:reservations.open') : time(reservation.to)}</td>
          <td>
            <bdi>{reservation.createdBy}</bdi>
          </td>
          <td className={plainTable.end}>
            {onEnd && <Button onClick={() => onEnd(reservation)}>{t('scheduling:reservations.end')}</Button>}
          </td>
        </tr>
      ))}
    </PlainTable>
  );
}

interface EndDialogProps {
  cluster: Cluster;
  reservation: Reservation;
  onClose: () => void;
}

function EndDialog({ cluster, reservation: { name }, onClose }: EndDialogProps) {
  const { t } = useTranslation(['clusters', 'scheduling']);
  const words = useErrorWords();
  const end = useMutation({
    mutationFn: () =>
      client.call('deleteReservation', {
        params: { workspace: cluster.workspace, name: cluster.name, reservation: name },
      }),
    onSuccess: onClose,
  });
  return (
    <FormDialog
      title={t('scheduling:reservations.endTitle', { name })}
      verb={t('scheduling:reservations.endVerb')}
      danger
      pending={end.isPending}
      fault={end.error === null ? undefined : words(end.error)}
      onSubmit={() => end.mutate()}
      onClose={onClose}
    >
      <p>{t('scheduling:reservations.endText')}</p>
    </FormDialog>
  );
}
