import * as z from 'zod';
import { detailWords } from './detail-words.ts';
import { commandLine } from './toolkits.ts';

/** A job's services: programs on its master node that people open in a browser, such as TensorBoard. */
export const serviceLimits = {
  /** A dashboard, a notebook and a few of one's own; each takes a port of the node. */
  perJob: 8,
  /** It is part of a variable's name and of log files' names. */
  nameLength: 32,
} as const;

/** Names of ports that toolkits lease for their own processes are kept apart. */
const ofToolkits = /^port\d+$/;

export const serviceName = z
  .string()
  .min(1)
  .max(serviceLimits.nameLength)
  .refine((name) => /^[a-z][a-z0-9-]*$/.test(name) && !ofToolkits.test(name), detailWords.ServiceCharacters);

/** A port of the master node with a name and, unless the job itself listens there, the program that does. */
export const service = z.strictObject({ name: serviceName, commandLine: commandLine.optional() });
export type Service = z.infer<typeof service>;

export const services = z.array(service).max(serviceLimits.perJob);

/** How a service stands: `waiting` until its processes run; `ended` once its program did, or the job. */
export const serviceState = z.enum(['waiting', 'running', 'ended']);

/** A service as a job shows it. */
export const serviceView = z.object({
  name: z.string(),
  commandLine: z.string().nullable(),
  /** Both null unless the job runs. */
  port: z.number().nullable(),
  node: z.string().nullable(),
  state: serviceState,
});
export type ServiceView = z.infer<typeof serviceView>;

/** What opening a service answers: an address that works once, and until when it does. */
export const openedService = z.object({ url: z.string(), expiresAt: z.string() });

/** What begins the names of the variables that tell the ports of services; `TRAINYARD_PORT` itself is a server's setting. */
export const servicePortPrefix = 'TRAINYARD_PORT_';

/** The variable in which every process of a job finds a service's port. */
export const servicePortVariable = (name: string): string =>
  `${servicePortPrefix}${name.toUpperCase().replaceAll('-', '_')}`;

/** True for the name of a port that is a service's and not one of the toolkit's own processes. */
export const isServicePort = (name: string): boolean => !ofToolkits.test(name);
