/** Tokens for canvases: read once a scheme, so that a change of scheme is a new function and with it a repaint. */
import { useMemo } from 'react';
import { type Scheme, useScheme } from '../app/theme/scheme.ts';

/** Gives the colour of a token, such as `--h6`. */
export type Colours = (token: `--${string}`) => string;

/** The colours of the scheme in force. */
export function useColours(): Colours {
  const scheme = useScheme();
  return useMemo(() => coloursOf(scheme), [scheme]);
}

const read = new Map<Scheme, Map<string, string>>();

function coloursOf(scheme: Scheme): Colours {
  const known = read.get(scheme) ?? new Map<string, string>();
  read.set(scheme, known);
  return (token) => {
    let colour = known.get(token);
    if (colour === undefined) {
      colour = getComputedStyle(document.documentElement).getPropertyValue(token).trim();
      known.set(token, colour);
    }
    return colour;
  };
}
