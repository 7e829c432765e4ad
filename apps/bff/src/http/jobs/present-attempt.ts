import type { Attempt } from '@trainyard/contracts/attempt';
import type { AttemptRow, TaskRow } from '@trainyard/db/entities';

/** An attempt with its tasks; of each process what the plan says and what the agent last reported. */
export function presentAttempt(row: AttemptRow, tasks: readonly TaskRow[]): Attempt {
  return {
    uid: row.uid,
    unit: row.unit,
    number: row.number,
    phase: row.phase,
    phaseTimes: row.phaseTimes,
    outcome: row.outcome ?? null,
    exitCode: row.exitCode,
    reason: row.reason ?? null,
    culprit: row.culprit ?? null,
    failure: row.failure ?? null,
    tasks: tasks.filter((task) => task.unit === row.unit && task.attempt === row.number).map(presentTask),
  };
}

function presentTask(row: TaskRow): Attempt['tasks'][number] {
  const reported = new Map((row.report?.processes ?? []).map((process) => [process.index, process]));
  return {
    index: row.index,
    node: { uid: row.nodeUid, name: row.plan.names.node },
    phase: row.phase,
    step: row.report?.step ?? null,
    steps: row.report?.steps ?? [],
    outcome: row.outcome ?? null,
    exitCode: row.exitCode,
    reason: row.reason ?? null,
    gpuIds: row.gpuIds,
    volumes: row.report?.volumes ?? [],
    processes: row.plan.processes.map(({ role, rank, startedBy }, index) => {
      const { state = 'waiting', exitCode = null, signal = null } = reported.get(index) ?? {};
      return { index, role, rank, startedBy, state, exitCode, signal };
    }),
  };
}
