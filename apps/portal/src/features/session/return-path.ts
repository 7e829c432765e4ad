/** Where signing in leads to. Pure. */

/**
 * The address to go to after signing in, from the `to` of the address bar: a path of this portal, or the front door.
 * Anybody can write such a link, so whatever a browser could read as another site is refused.
 */
export function returnPath(to: string | null): string {
  if (to === null || !to.startsWith('/') || to.startsWith('//')) return '/';
  // Browsers read a backslash as a slash, and drop tabs and line ends before they read at all.
  const unsafe = [...to].some((letter) => letter === '\\' || letter <= ' ' || letter === '\u007f');
  if (unsafe) return '/';
  // Leads in a circle.
  return /^\/signin(?:[/?#]|$)/.test(to) ? '/' : to;
}
