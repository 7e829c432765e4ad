/** YAML, apart: its library is loaded only for files that need it. */
import { parseAllDocuments } from 'yaml';
import { FailedError } from './failure.ts';

/** Every document of a text. What lies between two --- with nothing in it is none. Throws FailedError with the place of what is wrong. */
export function parseYaml(text: string): unknown[] {
  const parsed = parseAllDocuments(text);
  if (!Array.isArray(parsed)) return [];
  const values: unknown[] = [];
  for (const document of parsed) {
    const [fault] = document.errors;
    if (fault) throw new FailedError(`it is not valid YAML: ${fault.message.trimEnd()}`);
    try {
      if (document.contents !== null) values.push(document.toJS());
    } catch (error) {
      // Aliases that would grow without end, for one.
      throw new FailedError(`it is not valid YAML: ${(error as Error).message}`);
    }
  }
  return values;
}
