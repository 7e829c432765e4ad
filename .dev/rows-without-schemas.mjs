/**
 * An esbuild plugin for clients that start often. Of the operations they need where each is, whether it pages and whether it
 * answers bytes or nothing; making all their schemas takes most of a short command's time. So the table of operations comes
 * into the bundle as data, without its schemas.
 */

/** `read` is given every source that the table was made from, for those who ask whether the bundle is stale. */
export const rowsWithoutSchemas = (read) => ({
  name: 'rows-without-schemas',
  setup({ onLoad, esbuild, initialOptions: { absWorkingDir } }) {
    /** A module of ours as it runs, with its inputs told to `read`. */
    const moduleAt = async (path) => {
      const { outputFiles, metafile } = await esbuild.build({
        absWorkingDir,
        entryPoints: [path],
        bundle: true,
        format: 'esm',
        platform: 'node',
        write: false,
        metafile: true,
      });
      read(Object.keys(metafile.inputs));
      const source = Buffer.from(outputFiles[0].contents).toString('base64');
      return import(`data:text/javascript;base64,${source}`);
    };
    onLoad({ filter: /packages\/contracts\/src\/api\.ts$/ }, async ({ path }) => {
      const { api } = await moduleAt(path);
      const rows = Object.entries(api).map(([name, row]) => [name, withoutSchemas(row)]);
      return { contents: `export const api = ${JSON.stringify(Object.fromEntries(rows))};` };
    });
    // The digest over all of it as well, which without the schemas would be another one.
    onLoad({ filter: /packages\/contracts\/src\/build\.ts$/ }, async ({ path }) => {
      const { productBuild } = await moduleAt(path);
      return { contents: `export const productBuild = () => ${JSON.stringify(productBuild())};` };
    });
  },
});

function withoutSchemas({ method, path, query, output }) {
  const shape = Object.fromEntries(Object.keys(query?.shape ?? {}).map((key) => [key, true]));
  return { method, path, ...(query && { query: { shape } }), output: typeof output === 'string' ? output : 'json' };
}
