import type { StorageAccount, StorageBacking } from '@trainyard/contracts/storage-account';
import type { Column } from '../output/table.ts';

export const storageColumns: Column<StorageAccount>[] = [
  { title: 'Name', value: (account) => account.name },
  { title: 'Kind', value: (account) => account.backing.kind },
  { title: 'Place', value: (account) => placeText(account.backing) },
  { title: 'Credentials', value: (account) => account.credentials.join(', ') },
  { title: 'Workspaces', value: (account) => account.workspaces?.join(', ') ?? 'all' },
];

function placeText(backing: StorageBacking): string {
  switch (backing.kind) {
    case 'local':
      return backing.directory ?? 'kept by the server';
    case 'azure':
      return [backing.blobEndpoint ?? 'Azure', ...(backing.fileHost ? [backing.fileHost] : [])].join(', ');
    case 's3':
      return `${backing.endpoint ?? 'Amazon'} (${backing.region})`;
    case 'sftp':
      return `${backing.user}@${backing.host}:${backing.port}/${backing.directory}`;
  }
}
