import type { FileServer } from '@trainyard/contracts/file-server';
import { parseWorkspaceRef } from '@trainyard/contracts/identity';
import { sayReason } from '@trainyard/contracts/reasons';
import type { Column } from '../output/table.ts';

/** Of `dataDisks`, which passes as the server presents it. */
interface Disks {
  diskSizeInGB: number;
  diskCount: number;
}

export const fileServerColumns: Column<FileServer>[] = [
  { title: 'Name', value: (server) => server.name },
  { title: 'Resource Group', value: (server) => parseWorkspaceRef(server.workspace)?.resourceGroup },
  { title: 'Size', value: (server) => server.vmSize },
  {
    title: 'Disks',
    value: ({ dataDisks }) => `${(dataDisks as Disks).diskCount} x ${(dataDisks as Disks).diskSizeInGB} Gb`,
  },
  { title: 'Public IP', value: (server) => server.mountSettings?.fileServerPublicIP },
  { title: 'Internal IP', value: (server) => server.mountSettings?.fileServerInternalIP },
  { title: 'Mount Point', value: (server) => server.mountSettings?.mountPoint },
  // At the end, since scripts read columns by their number.
  { title: 'Port', value: (server) => server.mountSettings?.port },
  { title: 'State', value: (server) => server.provisioningState },
];

const bytesPerGb = 1024 ** 3;

/** How full it is, who mounts it, what went wrong, and which settings are not applied as they are written. */
export function aboutFileServer(server: FileServer): string[] {
  const { bytesUsed, bytesLimit, mountedBy } = server;
  const gb = (bytes: number) => (bytes / bytesPerGb).toFixed(1);
  return [
    ...(bytesUsed === null ? [] : [`${gb(bytesUsed)} of ${gb(bytesLimit)} GB used`]),
    ...(mountedBy.length === 0
      ? []
      : [`mounted by ${mountedBy.map(({ kind, name }) => `${kind} ${name}`).join(', ')}`]),
    ...server.errors.map((error) => `error: ${sayReason(error)}`),
    ...server.notes.map((note) => `note: ${sayReason(note)}`),
  ];
}
