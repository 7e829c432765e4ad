import type { FileServerSpec } from '@trainyard/contracts/file-server';
import { nameKey } from '@trainyard/contracts/workspace-key';
import type { Command } from './command.ts';
import { asObject, mustStay, workspaceOf } from './find.ts';
import { mustBeSame } from './same-again.ts';
import { sealSecrets } from './secrets.ts';

/** Records a file server; its controller makes it. */
export const fileServerCreate: Command<'fileServer.create'> = {
  verb: 'create',
  locate: (tx, input) => asObject('workspace', workspaceOf(tx, input.workspaceUid)),
  run(tx, { workspaceUid, body: { name, ...given }, orSame }, { ids, vault, fileServers }) {
    const workspace = workspaceOf(tx, workspaceUid);
    mustStay('workspace', workspace);
    const password = given.sshConfiguration.userAccountSettings.adminUserPassword;
    const secrets = password ? [{ name: 'adminUserPassword', value: password }] : [];
    const spec = withoutPassword(given);
    const [row] = tx.where('fileServer', { workspaceUid, nameKey: nameKey(name) });
    if (row) {
      const now = { fields: sized(spec), secrets };
      const placeOf = (secret: string) => `sshConfiguration.userAccountSettings.${secret}`;
      mustBeSame(tx, { vault }, { kind: 'file server', row, orSame }, { before: sized(row.spec), now, placeOf });
      return { uid: row.uid, made: false };
    }
    const uid = ids.uid();
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
    sealSecrets(tx, vault, uid, secrets);
    return { uid, made: true };
  },
};

function withoutPassword(spec: FileServerSpec): FileServerSpec {
  const { adminUserPassword: _, ...userAccountSettings } = spec.sshConfiguration.userAccountSettings;
  return { ...spec, sshConfiguration: { ...spec.sshConfiguration, userAccountSettings } };
}

/** Sizes are the same however they are written. */
function sized(spec: FileServerSpec): FileServerSpec {
  return { ...spec, vmSize: spec.vmSize.toUpperCase() };
}
