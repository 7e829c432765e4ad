import { type FileServerPlace, fileServerProof } from '@trainyard/contracts/file-server';
import type { VolumeSource } from '@trainyard/contracts/planned-volume';
import { joined } from './plain-path.ts';

/** A file server's export, or its directory where it is shared by that only. `below`: a plain path in it. */
export function fileServerSource(
  uid: string,
  { directory, nfs }: FileServerPlace,
  below: string,
  options: string | null,
): VolumeSource {
  const path = joined(directory, below);
  if (!nfs) return { kind: 'directory', path, make: false };
  const proof = { file: `${directory}/${fileServerProof}`, text: uid };
  const exported = nfs.path === '/' ? `/${below}` : joined(nfs.path, below);
  return { kind: 'nfs', host: nfs.host, port: nfs.port, path: exported, options, local: { path, proof } };
}
