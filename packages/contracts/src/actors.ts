import * as z from 'zod';

/**
 * Who asks. `administrator` may do all; `reader` may look; `agent` acts for its own node only; `task` for its own task only;
 * `controller` is the control plane itself.
 */
export const actor = z.object({
  kind: z.enum(['administrator', 'reader', 'agent', 'task', 'controller']),
  /** uid of the token, node or task; the name of the controller. */
  id: z.string(),
  /** What people call it, for audit and messages. */
  name: z.string(),
  via: z.enum(['rest', 'arm', 'cli', 'portal', 'fleet', 'control', 'start']),
  /** Limits a reader to one workspace. */
  workspaceUid: z.string().optional(),
});
export type Actor = z.infer<typeof actor>;
export type ActorKind = Actor['kind'];

export const roles = ['administrator', 'reader'] as const;

/** The control plane acting by itself. */
export function controllerActor(name: string): Actor {
  return { kind: 'controller', id: name, name, via: 'control' };
}
