import * as z from 'zod';

/**
 * A network of a node's own, as its provisioner writes it into the file that TRAINYARD_NODE_NETWORK names. Paths are absolute, so that
 * the PATH of a task decides nothing.
 */
export const nodeNetwork = z.object({
  version: z.literal(1),
  /** File of the network namespace, as `nsenter --net=` and engines of containers take it. */
  namespace: z.string().min(1),
  hostName: z.string().min(1).max(64),
  address: z.string().min(1),
  /** Stands for /etc/hosts: the node's neighbours. Rewritten in place as they come and go. */
  hosts: z.string().min(1),
  /** Stands for /etc/resolv.conf; null: the machine's is right. */
  resolver: z.string().min(1).nullable(),
  /** Program and arguments before a command that runs inside. They replace themselves by it, so its pid is that of what was started. */
  enter: z.array(z.string()).min(1),
});
export type NodeNetwork = z.infer<typeof nodeNetwork>;
