/** What every field of the form shares. */
import { createContext, useContext } from 'react';
import { type Body, getIn, type Path } from './body.ts';

export interface Form {
  body: Body;
  set: (path: Path, value: unknown) => void;
  setBody: (body: Body) => void;
  /** What is wrong at a path, once it may be said: after the field was left, or after an attempt to submit. */
  faultAt: (path: string) => string | undefined;
  /** The field was left. */
  leave: (path: string) => void;
}

const Shared = createContext<Form | undefined>(undefined);
export const FormProvider = Shared.Provider;

export function useForm(): Form {
  const form = useContext(Shared);
  if (form === undefined) throw new Error('a field stands outside its form');
  return form;
}

/** `['files', 0, 'path']` as faults name it: `files[0].path`. */
export function pathText(path: Path): string {
  return path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');
}

/** Id of the element that edits a path, so that a fault can lead to it. */
export const fieldId = (path: string): string => `field-${path}`;

/** The text of a field, however the YAML wrote it. */
export function textAt(body: Body, path: Path): string {
  const value = getIn(body, path);
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}

/** What a field of whole numbers means: nothing, a number, or the words as they are, which the schema then refuses. */
export function wholeNumber(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** What a field of numbers means: nothing, a number, or the words as they are, which the schema then refuses. */
export function anyNumber(text: string): number | string | undefined {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return undefined;
  return /^\d{1,9}(\.\d{1,4})?$/.test(trimmed) ? Number(trimmed) : trimmed;
}
