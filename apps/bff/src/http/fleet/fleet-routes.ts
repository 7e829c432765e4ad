import type { Actor } from '@trainyard/contracts/actors';
import { type Fence, parseFence } from '@trainyard/contracts/attempt';
import { Fault } from '@trainyard/contracts/errors';
import { type ArtifactUpload, artifactUpload, enrolRequest } from '@trainyard/contracts/fleet';
import { sha256 } from '@trainyard/contracts/names';
import { parse } from '@trainyard/contracts/parse';
import { type Request, Router } from 'express';
import * as z from 'zod';
import type { Doors } from '../../doors.ts';
import type { AgentLink } from '../../fleet/agent-link.ts';
import type { FleetDoor } from '../../fleet/fleet-door.ts';
import { sendContent } from '../blobs/send-bytes.ts';
import { readJson } from '../json-body.ts';

/** 1 TiB: above any checkpoint written in one file today. */
const artifactBytesMost = 1024 ** 4;

/** An agent that enrols is nobody yet: its join token is the credential. */
const newcomer: Actor = { kind: 'agent', id: 'enrolling', name: 'enrolling agent', via: 'fleet' };

const secretsQuery = z.union([
  z.strictObject({ fence: z.string().max(160) }),
  z.strictObject({ node: z.string().max(64) }),
]);

/** Whose file token this is. Each belongs to one connection and ends with it. */
function agentOf(fleet: FleetDoor, req: Request): AgentLink {
  const token = /^Bearer +([\w-]{1,256})$/i.exec(req.get('authorization') ?? '')?.[1];
  if (token === undefined) throw new Fault('Unauthenticated');
  const link = fleet.byFileToken(token);
  if (!link) throw new Fault('BadCredentials');
  return link;
}

/** The fence, when it is of a current task of this agent. Throws StaleAttempt or NotThisAgent. */
async function ownFence(link: AgentLink, text: string): Promise<Fence> {
  const fence = parseFence(text);
  if (!fence) throw new Fault('InvalidBody', { faults: ['fence: write JOB/UNIT/ATTEMPT/TASK'] });
  const right = await link.rights.ofTask(fence);
  if (right === 'stale') throw new Fault('StaleAttempt', { attempt: fence.attempt, job: fence.job });
  if (right === 'foreign') throw new Fault('NotThisAgent');
  return fence;
}

/** What agents send and fetch by HTTP: files, and their enrolment. */
export function fleetRouter(doors: Doors, fleet: FleetDoor): Router {
  const router = Router({ caseSensitive: true, strict: true });

  router.post('/enrol', async (req, res) => {
    res.locals.operation = 'fleetEnrol';
    const address = req.socket.remoteAddress ?? 'unknown';
    doors.throttle.check(address);
    const body = parse(enrolRequest, await readJson(req, res));
    try {
      res.json(await doors.execute('node.enrol', body, newcomer));
    } catch (error) {
      if (error instanceof Fault && error.code === 'BadCredentials') doors.throttle.failed(address);
      throw error;
    }
  });

  router.get('/blobs/:sha256', async (req, res) => {
    res.locals.operation = 'fleetBlob';
    const link = agentOf(fleet, req);
    const wanted = parse(sha256, req.params.sha256);
    // Only what its own tasks name: a node is not a way to everybody's files.
    if (!link.mayFetch(wanted)) throw new Fault('BlobNotFound', { sha256: wanted });
    await sendContent(doors, req, res, { sha256: wanted, name: wanted });
  });

  router.head('/artifacts', async (req, res) => {
    res.locals.operation = 'fleetArtifactOffset';
    const link = agentOf(fleet, req);
    const header = parse(artifactUpload, req.query);
    await ownFence(link, header.fence);
    res.set('x-trainyard-offset', String(await doors.archive.uploads.offset(uploadKey(link, header)))).end();
  });

  router.put('/artifacts', async (req, res) => {
    res.locals.operation = 'fleetArtifact';
    const link = agentOf(fleet, req);
    const header = parse(artifactUpload, req.query);
    const fence = await ownFence(link, header.fence);
    res.json(await takeArtifact(doors, link, header, fence, req));
  });

  router.get('/secrets', async (req, res) => {
    res.locals.operation = 'fleetSecrets';
    const link = agentOf(fleet, req);
    const query = parse(secretsQuery, req.query);
    if ('fence' in query) {
      res.json(await doors.execute('task.secrets', { fence: await ownFence(link, query.fence) }, link.actor));
      return;
    }
    if (query.node !== link.nodeUid) throw new Fault('NotThisAgent');
    res.json(await doors.execute('node.secrets', { nodeUid: link.nodeUid }, link.actor));
  });

  return router;
}

/** The upload is the node's own for this place and content; nothing of it becomes a path here. */
function uploadKey(link: AgentLink, { fence, kind, directory, path, sha256: content }: ArtifactUpload): string {
  return JSON.stringify([link.nodeUid, fence, kind, directory, path, content]);
}

/** Takes bytes from where the upload stands; once it is whole it is recorded. */
async function takeArtifact(
  doors: Doors,
  link: AgentLink,
  header: ArtifactUpload,
  fence: Fence,
  req: Request,
): Promise<{ offset: number }> {
  const { kind, directory, path, bytes, sha256: content } = header;
  if (bytes > artifactBytesMost) throw new Fault('BodyTooLarge', { limit: artifactBytesMost });
  const { uploads } = doors.archive;
  const key = uploadKey(link, header);
  const stored = await uploads.offset(key);
  // All bytes came before, and the answer was lost: what is left is to record it.
  const offset = bytes > 0 && stored === bytes ? bytes : (await uploads.append(key, header.offset, req, bytes)).offset;
  if (offset < bytes) return { offset };
  const record = { fence, kind, directory, path, bytes, sha256: content };
  await uploads.complete(key, content, bytes, () => doors.execute('artifact.store', record, link.actor));
  return { offset };
}
