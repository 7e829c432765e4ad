/** Parts of a page whose code is fetched apart. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

type Load<P, K extends string> = () => Promise<Record<K, ComponentType<P>>>;

/** The component of that name of a module, fetched when it is first drawn: it needs a Suspense around it. */
export function later<P, K extends string>(name: K, load: Load<P, K>): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => ({ default: (await load())[name] }));
}

/** As {@link later}, fetched at once beside what else the page waits for: it is drawn as soon as there is something to draw. */
export function soon<P, K extends string>(name: K, load: Load<P, K>): LazyExoticComponent<ComponentType<P>> {
  // Whoever draws it is told of a failure; until then there is nobody to tell.
  load().catch(() => undefined);
  return later(name, load);
}
