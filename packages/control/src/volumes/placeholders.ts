const bracketed = /^<(AZURE_BATCHAI_\w+)>$/;

/**
 * The name of a placeholder that published files have in place of an account or key; undefined for what is none. An account of the map may
 * bear that name: such files then run as they are.
 */
export function placeholderIn(text: string): string | undefined {
  return bracketed.exec(text)?.[1];
}
