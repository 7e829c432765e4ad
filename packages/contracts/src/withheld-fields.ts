/** Fields that are written and never read back, wherever they stand in a body; of `secrets` it is the values. */
export const withheldFields: ReadonlySet<string> = new Set([
  'adminUserPassword',
  'accountKey',
  'password',
  'instrumentationKey',
  'secretAccessKey',
  'privateKey',
]);
