/** What happened last in the workspace. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../../live/connection.ts';
import { useWorkspaces } from '../../live/questions.ts';
import { LatestEvents } from '../../ui/event-list/latest-events.tsx';
import { Pane } from '../../ui/pane.tsx';

/** Events that are looked at, of all workspaces: a bound on what is read, whatever the server has. */
const readMost = 400;
const shownMost = 12;

/** Nothing until it is known where the events are: a fleet's whole past is not read for a dozen rows. */
export function LatestPane({ workspace }: { workspace: string }) {
  const { seq } = useConnection();
  const uid = useWorkspaces().data?.find(({ ref }) => ref === workspace)?.uid;
  if (uid === undefined || seq === 0) return null;
  return <Latest key={uid} uid={uid} seq={seq} />;
}

function Latest({ uid, seq }: { uid: string; seq: number }) {
  const { t } = useTranslation('overview');
  const [after] = useState(() => Math.max(0, seq - readMost));
  return (
    <Pane title={t('latest.title')} padded={false}>
      <LatestEvents topic={`workspace:${uid}`} after={after} most={shownMost} />
    </Pane>
  );
}
