/** The sentences of what stands in a workspace: the list of a kind, the PUT that makes one, the GET of one. DELETE is in deletion.ts. */
import type { Actor } from '@trainyard/contracts/actors';
import type { NativeBody } from '@trainyard/contracts/batch-ai/native-body';
import type { WorkspaceRow } from '@trainyard/db/entities';
import type { PageInput, PageOf } from '@trainyard/db/readers/read-db';
import type * as z from 'zod';
import { authorise, type Found } from '../../access/authorise.ts';
import type { Doors } from '../../doors.ts';
import { workspaceBy } from '../load.ts';
import { checkedBody, readArmBody, warn } from './arm-body.ts';
import type { ArmCall, ArmReply } from './arm-operation.ts';
import { askedPage, type PagedQuery, paged } from './arm-pages.ts';
import { longRunning } from './long-running.ts';

/** A page of a kind, for those who may read the workspace. */
export async function listedIn<V>(
  call: ArmCall<PagedQuery>,
  doors: Doors,
  ask: (input: PageInput & { workspaceUid: string }) => Promise<PageOf<V>>,
  present: (view: V, home: WorkspaceRow, actor: Actor) => object,
): Promise<object> {
  const { actor, workspace } = call;
  const home = await workspaceBy(doors, actor, workspace);
  authorise(actor, 'read', home);
  const page = await ask({ ...askedPage(call.query), workspaceUid: home.value.uid });
  return paged(call, page, (view) => present(view, home.value, actor));
}

/** How one of a kind is made. */
interface Making<T extends z.ZodType> {
  name: string | undefined;
  /** What a body of the wire says in native words, which `schema` then checks. */
  toNative(sent: Record<string, unknown>): NativeBody;
  schema: T;
  /** Makes it, or finds the same. */
  make(body: z.output<T>, workspaceUid: string): Promise<{ uid: string }>;
  /** The answer once it is there. */
  shown(uid: string, home: WorkspaceRow): Promise<ArmReply>;
}

/** Makes one of a kind in a workspace from a body, and answers as what takes its time. Throws InvalidBody with all faults. */
export async function madeIn<T extends z.ZodType>(
  call: ArmCall<unknown>,
  doors: Doors,
  { name, toNative, schema, make, shown }: Making<T>,
): Promise<ArmReply> {
  const { actor, workspace, req, res } = call;
  const home = await workspaceBy(doors, actor, workspace);
  authorise(actor, 'create', home);
  const native = toNative(await readArmBody(req, res));
  const body = checkedBody(schema, { ...native, body: { ...native.body, name } });
  const { uid } = await make(body, home.value.uid);
  warn(res, native.warnings);
  const { location } = home.value;
  return longRunning(call, doors, { verb: 'create', uid, location, done: () => shown(uid, home.value) });
}

/** One of a kind, for those who may read it. */
export async function gotIn<V>(
  { actor, workspace }: ArmCall<unknown>,
  doors: Doors,
  find: Promise<Found<V>>,
  present: (view: V, home: WorkspaceRow, actor: Actor) => ArmReply | Promise<ArmReply>,
): Promise<ArmReply> {
  const found = await find;
  authorise(actor, 'read', found);
  const { value: home } = await workspaceBy(doors, actor, workspace);
  return present(found.value, home, actor);
}
