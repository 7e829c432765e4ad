import * as z from 'zod';

/** The schema that judges what stands at a path; undefined where it depends on the data, as in a union. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let at: z.core.$ZodType | undefined = bare(schema);
  for (const part of path) {
    if (at instanceof z.ZodObject) at = (at.shape as Record<PropertyKey, z.core.$ZodType>)[part];
    else if (at instanceof z.ZodArray) at = at.element;
    else if (at instanceof z.ZodRecord) at = at.valueType;
    else return undefined;
    if (at === undefined) return undefined;
    at = bare(at);
  }
  return at;
}

/** Without what makes it optional. */
export function bare(schema: z.core.$ZodType): z.core.$ZodType {
  let at = schema;
  while (at instanceof z.ZodOptional || at instanceof z.ZodDefault || at instanceof z.ZodNullable) at = at.unwrap();
  return at;
}

/** From where to where a whole number may go; undefined when it has only one end, or the schema is of something else. */
export function wholeRange(schema: z.core.$ZodType | undefined): { minimum: number; maximum: number } | undefined {
  if (!(schema instanceof z.ZodNumber) || schema.format === null) return undefined;
  const { minValue, maxValue } = schema;
  if (minValue === null || maxValue === null) return undefined;
  const bounded = minValue > Number.MIN_SAFE_INTEGER && maxValue < Number.MAX_SAFE_INTEGER;
  return bounded ? { minimum: minValue, maximum: maxValue } : undefined;
}
