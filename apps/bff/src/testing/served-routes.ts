import type { Express } from 'express';

/** The parts of Express's own stack that are walked. */
interface Layer {
  route?: { path: string; stack: { method: string | undefined }[] };
  handle: { stack?: Layer[] };
  /** Where a router is mounted. */
  rawPath?: unknown;
}

/** Every route that Express serves, as `METHOD /path`. Throws where a mount does not say its place, so that none is overlooked. */
export function servedRoutes(app: Express): string[] {
  return walk((app as unknown as { router: { stack: Layer[] } }).router.stack, '');
}

function walk(stack: Layer[], prefix: string): string[] {
  return stack.flatMap(({ route, handle, rawPath }) => {
    // What answers every method that nothing else does is asked by one that nothing here serves.
    if (route) return route.stack.map(({ method = 'options' }) => `${method.toUpperCase()} ${prefix}${route.path}`);
    if (!handle.stack) return [];
    if (typeof rawPath !== 'string') throw new Error('a router is mounted at a place that cannot be told');
    return walk(handle.stack, `${prefix}${rawPath === '/' ? '' : rawPath}`);
  });
}
