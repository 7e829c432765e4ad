import { Fault } from '@trainyard/contracts/errors';
import type { FileServerSpec } from '@trainyard/contracts/file-server';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { Command } from './command.ts';
import { asObject, mustStay, workspaceOf } from './find.ts';
import { sealSecrets } from './secrets.ts';

/** Records a file server; its controller makes it. */
export const fileServerCreate: Command<'fileServer.create'> = {
  verb: 'create',
  locate: (tx, input) => asObject('workspace', workspaceOf(tx, input.workspaceUid)),
  run(tx, { workspaceUid, body: { name, ...given } }, { ids, vault, fileServers }) {
    const workspace = workspaceOf(tx, workspaceUid);
    mustStay('workspace', workspace);
    if (tx.where('fileServer', { workspaceUid, nameKey: nameKey(name) }).length > 0) {
      throw new Fault('AlreadyExists', { kind: 'file server', name });
    }
    const uid = ids.uid();
    const spec = withoutPassword(given);
    tx.insert(
      'fileServer',
      {
        uid,
        workspaceUid,
        path: `${workspace.path}/fileservers/${name}`,
        name,
        nameKey: nameKey(name),
        spec,
        state: 'creating',
        stateAt: tx.now,
        place: null,
        bytesUsed: null,
        errors: [],
        notes: fileServers.notes(spec),
        createdBy: tx.actor.name,
      },
      'fileServer.created',
    );
    const password = given.sshConfiguration.userAccountSettings.adminUserPassword;
    if (password) sealSecrets(tx, vault, uid, [{ name: 'adminUserPassword', value: password }]);
    return { uid };
  },
};

function withoutPassword(spec: FileServerSpec): FileServerSpec {
  const { adminUserPassword: _, ...userAccountSettings } = spec.sshConfiguration.userAccountSettings;
  return { ...spec, sshConfiguration: { ...spec.sshConfiguration, userAccountSettings } };
}
