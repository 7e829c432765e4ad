import type { PlannedVolume } from '@trainyard/contracts/planned-volume';
import type { JobRow, StorageAccountRow } from '@trainyard/db/entities';
import type { Tx } from '@trainyard/db/writer';
import type { CommandInput } from '../interface.ts';
import { volumesOfCluster, volumesOfJob } from '../volumes/look-up.ts';
import type { ResolvedVolume } from '../volumes/resolve-volumes.ts';
import { accountKey, azureOf, blobSource, otherSource } from '../volumes/sources.ts';
import { secretsOfVolumes } from '../volumes/volume-secrets.ts';
import type { Command, CommandPorts } from './command.ts';
import { installation, jobOf, storageAccountOf } from './find.ts';

/** The server asks anew for each listing or download; the longest of those takes hours. */
const signedForMs = 12 * 3_600_000;

/** What the server itself needs to read what jobs have written: sources and secrets, of Azure's blobs to be read only. */
export const storageSecrets: Command<'storage.secrets'> = {
  // Nobody's but the control plane's own.
  verb: 'report',
  locate: () => installation('storage'),
  run(tx, input, ports) {
    const { volumes, nodeVolumes } = wanted(tx, input, ports);
    const options = { expiresAt: tx.now + signedForMs, readOnly: true };
    const secrets = secretsOfVolumes(tx, ports.vault, [...volumes, ...nodeVolumes], options);
    return { volumes: volumes.map(toPlanned), nodeVolumes: nodeVolumes.map(toPlanned), secrets };
  },
};

interface Wanted {
  volumes: ResolvedVolume[];
  nodeVolumes: ResolvedVolume[];
}

function wanted(tx: Tx, input: CommandInput<'storage.secrets'>, { storageHome }: CommandPorts): Wanted {
  if ('jobUid' in input) return ofJob(tx, jobOf(tx, input.jobUid), storageHome);
  const account = storageAccountOf(tx, input.accountUid);
  return { volumes: [ofAccount(account, input.container ?? '', storageHome)], nodeVolumes: [] };
}

/** Of a job its own volumes, and those of the nodes of its cluster as long as that is there. */
function ofJob(tx: Tx, job: JobRow, storageHome: string): Wanted {
  const cluster = tx.get('cluster', job.clusterUid);
  return {
    volumes: volumesOfJob(tx, job, storageHome).volumes,
    nodeVolumes: cluster ? volumesOfCluster(tx, cluster, storageHome).volumes : [],
  };
}

function ofAccount({ uid, name, backing }: StorageAccountRow, container: string, storageHome: string): ResolvedVolume {
  const seen = { uid, name, backing };
  const asked = { container, path: '', at: name, options: null };
  const { source, secret } =
    backing.kind === 'azure'
      ? blobSource(azureOf(seen, backing, { owner: uid, name: accountKey }), asked)
      : otherSource(seen, backing, asked, storageHome);
  const label = container === '' ? `account ${name}` : `${container} of account ${name}`;
  return { volume: { at: '', label, readOnly: true, source }, secret };
}

const toPlanned = ({ volume }: ResolvedVolume): PlannedVolume => volume;
