import { writeUntilIdle } from '../../channels/attendance.ts';
import { tokenOf, writeRemoteStart } from '../../mpi/programs.ts';
import { writeRankProgram } from '../../mpi/rank-program.ts';
import { TaskSocket } from '../../mpi/task-socket.ts';
import type { Step } from '../step.ts';

/** Gives the task its programs, and listens for what they ask: also for a task that an earlier agent began. */
export const programs: Step = {
  name: 'programs',
  when: 'forward',
  resumes: true,
  async run({ record, layout, system, entry, clock, ending, openRemote, note }) {
    const { plan } = record;
    writeRemoteStart(layout);
    writeUntilIdle(layout);
    writeRankProgram(plan, layout, system, entry.shell);
    const socket = await TaskSocket.listen({
      path: layout.socket,
      token: tokenOf(layout),
      gang: plan.gang,
      clock,
      open: openRemote,
      note,
    });
    if (ending.aborted) socket.close();
    else ending.addEventListener('abort', () => socket.close(), { once: true });
  },
};
