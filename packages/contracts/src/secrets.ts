import * as z from 'zod';
import { variableName } from './names.ts';

/** A secret in a vault, as Batch AI named it. */
export const secretReference = z.strictObject({
  sourceVault: z.strictObject({ id: z.string().min(1).max(2048) }),
  secretUrl: z.string().min(1).max(2048),
});

/** 32 KiB a value and 1,000 variables: under what execve takes for environment and arguments together (2 MiB). */
export const environmentVariable = z.strictObject({ name: variableName, value: z.string().max(32_768) });
export const environmentVariables = z.array(environmentVariable).max(1000);

/** A variable whose value is written and never read back. */
export const secretVariable = z.strictObject({
  name: variableName,
  value: z.string().max(32_768).optional(),
  valueSecretReference: secretReference.optional(),
});
export const secretVariables = z.array(secretVariable).max(1000);

/** Name under which the password of a job's registry is sealed; no variable can have it. */
export const registryPassword = 'imageSourceRegistry.password';

/** The account that people use to sign in to a node. */
export const userAccountSettings = z.strictObject({
  adminUserName: z.string().min(1).max(64),
  adminUserSshPublicKey: z.string().max(16_384).optional(),
  adminUserPassword: z.string().max(256).optional(),
});

/** Names after the first of their kind, with their places. */
export function usedTwice(names: readonly string[] = []): [at: number, name: string][] {
  const seen = new Set<string>();
  return names.flatMap((name, at): [number, string][] => {
    if (seen.has(name)) return [[at, name]];
    seen.add(name);
    return [];
  });
}

/**
 * Variables, secret ones among them, of which a process could see only one of two. Paths lead through the body that holds both lists.
 */
export function variablesTwice({
  environmentVariables: open = [],
  secrets = [],
}: {
  environmentVariables?: readonly { name: string }[] | undefined;
  secrets?: readonly { name: string }[] | undefined;
}): { path: (string | number)[]; name: string }[] {
  return usedTwice([...open, ...secrets].map(({ name }) => name)).map(([at, name]) => ({
    path: at < open.length ? ['environmentVariables', at, 'name'] : ['secrets', at - open.length, 'name'],
    name,
  }));
}
