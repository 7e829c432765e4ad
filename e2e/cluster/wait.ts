/** How often a condition is looked at, and how long it may take: generous, since a busy machine is no failure. */
const everyMs = 25;
const withinMs = 60_000;

/** Waits until `look` answers something; the error says what was waited for and what was last seen. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false | null> | T | undefined | false | null,
  ms = withinMs,
): Promise<T> {
  const end = Date.now() + ms;
  let last: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen) return seen;
      last = seen;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end)
      throw new Error(
        `waited ${ms / 1000} s for ${what}; last seen: ${last instanceof Error ? last.stack : JSON.stringify(last)}`,
      );
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
