import { version } from '@trainyard/contracts/version';

/**
 * What to say where the server is another build than this command; undefined where it is the same. `server`: what its answers say it is,
 * null where they do not.
 */
export async function mismatchOf(server: string | null): Promise<string | undefined> {
  const update = 'run both from the same checkout, or expect what one of them does not know to be refused';
  if (server === null)
    return `the server does not say its version and is older than this command, ${version}: ${update}`;
  const [theirs] = server.split('+');
  if (theirs !== version) return `this command is version ${version}, the server is ${theirs}: ${update}`;
  // Made from the whole API: loaded only once there is something to compare.
  const { productBuild } = await import('@trainyard/contracts/build');
  const ours = productBuild();
  return server === ours
    ? undefined
    : `this command and the server are different builds of ${version} (${ours} and ${server}): ${update}`;
}
