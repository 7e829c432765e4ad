import { Fault } from '@trainyard/contracts/errors';
import { nameKey } from '@trainyard/contracts/workspace-key';
import { refuse } from '../volumes/check-volumes.ts';
import { volumesOfJob } from '../volumes/look-up.ts';
import type { Command } from './command.ts';
import { asObject, clusterOf, experimentOf, jobOf, mustStay, workspaceOf } from './find.ts';
import { dependenciesOf } from './job-dependencies.ts';
import { keptInputs } from './job-inputs.ts';
import { insertJob } from './job-insert.ts';
import { mustFit } from './job-submit.ts';
import { copySecrets } from './secrets.ts';
import { mustHaveRoom } from './waiting-limit.ts';

/** The same job again under a new name, secrets included. */
export const jobResubmit: Command<'job.resubmit'> = {
  verb: 'submit',
  locate: (tx, { uid }) => asObject('job', jobOf(tx, uid)),
  run(tx, { uid, name }, ports) {
    const old = jobOf(tx, uid);
    const experiment = experimentOf(tx, old.experimentUid);
    mustStay('experiment', experiment);
    const cluster = clusterOf(tx, old.clusterUid);
    mustStay('cluster', cluster);
    if (tx.where('job', { experimentUid: experiment.uid, nameKey: nameKey(name) }).length > 0) {
      throw new Fault('AlreadyExists', { kind: 'job', name });
    }
    const { spec, tags } = old;
    const home = workspaceOf(tx, experiment.workspaceUid);
    mustFit(tx, home, cluster, spec);
    refuse(volumesOfJob(tx, old, ports.storageHome).faults);
    const waits = dependenciesOf(tx, experiment, spec, 'ended');
    const inputs = keptInputs(tx, old, waits, ports.storageHome);
    mustHaveRoom(tx, home);
    const resubmittedFrom = { uid, experiment: experiment.name, name: old.name };
    const view = insertJob(tx, ports, experiment, cluster, {
      name,
      spec,
      tags,
      held: false,
      resubmittedFrom,
      ...inputs,
    });
    copySecrets(tx, uid, view.row.uid);
    return { uid: view.row.uid, view };
  },
};
