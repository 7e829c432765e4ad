import * as z from 'zod';
import { detailWords } from './detail-words.ts';

/** Name of a workspace, cluster, experiment, job or file server: Batch AI's pattern, 1 to 64 characters. */
export const resourceName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[-\w]+$/, detailWords.NameCharacters);

/** Subscription: a GUID in Batch AI, any word here. */
export const subscriptionName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[-\w]+$/, detailWords.NameCharacters);

/** Resource group: Batch AI's pattern, at most 90 characters as in Azure. */
export const resourceGroupName = z
  .string()
  .min(1)
  .max(90)
  .regex(/^[-\w._]+$/, detailWords.GroupCharacters);

/** Name of an environment variable or secret as a shell accepts it. */
export const variableName = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[A-Za-z_]\w*$/, detailWords.VariableCharacters);

/** Id of an input or output directory: becomes the end of AZ_BATCHAI_INPUT_<id> and AZ_BATCHAI_OUTPUT_<id>. */
export const directoryId = z.string().min(1).max(64).regex(/^\w+$/, detailWords.IdCharacters);

/** UUIDv7 in lower case: the immutable identity of every object, since names are reused. */
export const uid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, detailWords.NotUid);

/** SHA-256 in lower-case hexadecimal. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, detailWords.NotSha256);
