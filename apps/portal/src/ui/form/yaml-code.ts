import { stringify } from 'yaml';

/** Plain data as YAML, lines as long as they are. */
export const yamlOf = (value: unknown): string => stringify(value, { lineWidth: 0 });
