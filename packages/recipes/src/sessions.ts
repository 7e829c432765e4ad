import type { Recipe } from './catalogue.ts';

/** Half an hour, s: a lunch, and not a night. */
const idleSeconds = 1800;

/** Nodes to work on by hand: no script, and it ends by itself when nobody is connected. */
export const session: Recipe = {
  name: 'session',
  summary: 'A node to work on: open a terminal into the job; ends after half an hour without one',
  job: {
    customToolkitSettings: { commandLine: `"$TRAINYARD_UNTIL_IDLE" ${idleSeconds}` },
    tags: { recipe: 'session' },
  },
  files: async () => [],
};

/**
 * Jupyter behind the server's own sign-in: it listens on the node's loopback alone and asks for no token of its own. The older
 * notebook is taken where there is no lab.
 */
export const jupyter: Recipe = {
  name: 'jupyter',
  summary:
    'Jupyter, opened from the page of the job; needs jupyter on the node; ends after half an hour that nobody used it',
  job: {
    customToolkitSettings: {
      commandLine: `command -v jupyter >/dev/null || {
  echo 'jupyter is not installed here: name an image that has it, or install it by the set-up task of the cluster' >&2
  exit 127
}
"$TRAINYARD_UNTIL_IDLE" ${idleSeconds}`,
    },
    services: [
      {
        name: 'jupyter',
        commandLine: `set -- --ip 127.0.0.1 --port "$TRAINYARD_PORT_JUPYTER" --no-browser --allow-root
if jupyter lab --version >/dev/null 2>&1; then
  exec jupyter lab "$@" --ServerApp.token= --ServerApp.password=
else
  exec jupyter notebook "$@" --NotebookApp.token= --NotebookApp.password=
fi`,
      },
    ],
    tags: { recipe: 'jupyter' },
  },
  files: async () => [],
};
