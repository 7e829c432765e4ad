import type { PreemptionReceipt } from '@trainyard/contracts/preemption';
import type { PartyView, PreemptionView } from '@trainyard/db/readers/preemptions';
import { jobBy } from '../load.ts';
import { pageInput, pageOut } from '../pages/page.ts';
import { route } from '../route.ts';

function presentParty({ row, workspace, experiment }: PartyView): PreemptionReceipt['victim'] {
  return { uid: row.uid, name: row.name, experiment, workspace, priority: row.spec.schedulingPriority };
}

/** A receipt as it is told. */
export function presentPreemption({ row, victim, taker }: PreemptionView): PreemptionReceipt {
  return {
    uid: row.uid,
    at: row.at,
    victim: presentParty(victim),
    unit: row.unit,
    attempt: row.attempt,
    taker: taker && presentParty(taker),
    nodes: row.nodes,
    why: row.why,
    stoppedAfterMs: row.stoppedAt === null ? null : row.stoppedAt - row.at,
    lostMs: row.lostMs,
    checkpointAt: row.checkpointAt,
    resumedAt: row.resumedAt,
  };
}

export const preemptionRoutes = {
  listPreemptions: route('listPreemptions', {
    load: ({ actor, params }, doors) => jobBy(doors, actor, params),
    async run({ query }, { row }, doors) {
      return pageOut(await doors.read('job.preemptions', { ...pageInput(query), jobUid: row.uid }), presentPreemption);
    },
  }),
};
