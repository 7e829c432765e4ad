/** Parts of a page whose code is fetched apart. */
import { type ComponentType, createElement, type LazyExoticComponent, lazy, useState } from 'react';

type Load<P, K extends string> = () => Promise<Record<K, ComponentType<P>>>;

/** The component of that name of a module, fetched when it is first drawn: it needs a Suspense around it. */
export function later<P, K extends string>(name: K, load: Load<P, K>): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => ({ default: (await load())[name] }));
}

/** As {@link later}, fetched at once beside what else the page waits for: it is drawn as soon as there is something to draw. */
export function soon<P extends object, K extends string>(name: K, load: Load<P, K>): ComponentType<P> {
  const part: Part<P> = { later: later(name, load) };
  load().then(
    (module) => {
      part.here = module[name];
    },
    // Whoever draws it is told of a failure; until then there is nobody to tell.
    () => undefined,
  );
  return (props) => createElement(Soon<P>, { part, props });
}

interface Part<P> {
  later: ComponentType<P>;
  here?: ComponentType<P>;
}

/** Drawn with the page when its code is here by then. Chosen once: to exchange it would begin it anew. */
function Soon<P extends object>({ part, props }: { part: Part<P>; props: P }) {
  const [Chosen] = useState(() => part.here ?? part.later);
  return createElement(Chosen, props);
}

/** As {@link later}, fetched once the page is on the screen without it: to begin with it would hold that back. */
export function next<P, K extends string>(name: K, load: Load<P, K>): LazyExoticComponent<ComponentType<P>> {
  return later(name, () => frameShown().then(load));
}

/** Resolves when what is drawn by now is on the screen. A tab that is not looked at shows no frame, and nobody waits for one there. */
export function frameShown(): Promise<void> {
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
