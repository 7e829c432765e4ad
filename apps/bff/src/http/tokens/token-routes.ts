import type { token } from '@trainyard/contracts/api/access';
import { Fault } from '@trainyard/contracts/errors';
import { formatTime } from '@trainyard/contracts/times';
import { formatWorkspaceRef } from '@trainyard/contracts/workspace-key';
import type { TokenView } from '@trainyard/db/readers/access';
import type * as z from 'zod';
import { installation } from '../../access/authorise.ts';
import { workspaceBy } from '../load.ts';
import { pageInput, pageOut } from '../pages/page.ts';
import { route } from '../route.ts';

const dayMs = 86_400_000;

function presentToken({ row, scope }: TokenView): z.output<typeof token> {
  return {
    uid: row.uid,
    name: row.name,
    role: row.role,
    workspace: scope ? formatWorkspaceRef(scope) : row.scopeUid,
    creationTime: formatTime(row.createdAt),
    expiryTime: row.expiresAt === null ? null : formatTime(row.expiresAt),
    revoked: row.revokedAt !== null,
  };
}

export const tokenRoutes = {
  createToken: route('createToken', {
    load: () => installation('tokens'),
    async run({ actor, body }, _, doors) {
      // An administrator may do all everywhere: a scope on it would promise what the policy does not keep.
      if (body.role === 'administrator' && body.workspace !== undefined) throw scopedAdministrator();
      const scope = body.workspace === undefined ? null : (await workspaceBy(doors, actor, body.workspace)).value;
      const expiresAt = body.expiresInDays === undefined ? null : doors.clock.now() + body.expiresInDays * dayMs;
      const { name, role } = body;
      const made = await doors.execute('token.create', { name, role, scopeUid: scope?.uid ?? null, expiresAt }, actor);
      const row = await doors.read('token.get', { uid: made.uid });
      if (!row) throw new Fault('TokenNotFound', { name });
      return { ...presentToken({ row, scope }), secret: made.secret };
    },
  }),
  listTokens: route('listTokens', {
    load: () => installation('tokens'),
    run: async ({ query }, _, doors) => pageOut(await doors.read('token.list', pageInput(query)), presentToken),
  }),
  revokeToken: route('revokeToken', {
    load: () => installation('tokens'),
    async run({ actor, params }, _, doors) {
      await doors.execute('token.revoke', { uid: params.uid }, actor);
      return undefined;
    },
  }),
};

function scopedAdministrator(): Fault {
  const message = 'an administrator acts in every workspace: remove workspace, or make a reader';
  const detail = { path: 'workspace', code: 'InvalidValue', message };
  return new Fault('InvalidBody', { faults: [`workspace: ${message}`] }, [detail]);
}
