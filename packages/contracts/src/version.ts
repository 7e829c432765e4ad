/** Of the whole product: its parts are released together. The root package.json says the same, which a test holds. */
export const version = '0.1.0';

/** The header of every answer that says which build of the product gave it: contracts/build. */
export const versionHeader = 'x-trainyard-version';
