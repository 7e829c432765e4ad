import { fenceKey } from '@trainyard/contracts/attempt';
import type { PlannedImage } from '@trainyard/contracts/task-plan';
import { bindsOf } from '../../containers/binds.ts';
import { overImage } from '../../containers/container-entry.ts';
import { containerName } from '../../containers/marks.ts';
import { watchContainer } from '../../containers/watch.ts';
import { within } from '../../executors/enter.ts';
import type { Step, StepContext } from '../step.ts';
import { MissingSecret } from '../variables.ts';

/** Fetches the image and starts the container that everything from here on runs in, or goes back into that of an earlier agent. */
export const image: Step = {
  name: 'image',
  when: 'forward',
  resumes: true,
  async run(context) {
    const { record, containers, nodeEntry, clock } = context;
    const { image: planned, names } = record.plan;
    if (planned === null) return;
    if (!record.container) {
      record.container = await start(context, planned);
      context.saveNow();
      context.note(
        `container ${record.container.name} of ${planned.reference} waits as process ${record.container.pid}`,
      );
    }
    const { container } = record;
    context.system = overImage(context.system, containers.environment(container));
    context.entry = within(nodeEntry, containers.entry(container, names.node));
    watchContainer(container, { ...context, containers, clock, node: names.node });
  },
};

async function start(context: StepContext, planned: PlannedImage) {
  const { record, layout, system, nodeEntry, containers, gpuSource, stopping } = context;
  const { fence, names, resources } = record.plan;
  return containers.start({
    name: containerName(system.AZ_BATCH_NODE_ID as string, fence),
    fence: fenceKey(fence),
    node: names.node,
    image: planned.reference,
    credentials: await credentialsOf(context, planned),
    shmSize: planned.shmSize,
    gpuIds: gpuSource() === 'nvidia' ? resources.gpuIds : null,
    binds: bindsOf({ plan: record.plan, layout, system, roots: context.roots, network: nodeEntry.network }),
    hold: `${layout.run}/hold`,
    onDetail: context.detail,
    note: context.note,
    signal: stopping,
  });
}

async function credentialsOf(context: StepContext, { credentials }: PlannedImage) {
  if (credentials === null) return null;
  const password = (await context.secrets())[credentials.passwordRef];
  if (password === undefined) throw new MissingSecret('the password of the registry is not known to the server');
  return { username: credentials.username, password };
}
