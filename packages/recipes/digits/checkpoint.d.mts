export interface Progress {
  step: number;
  loss: number;
  evaluatedStep: number;
  accuracy: number;
  settings: string;
}
export interface State {
  progress: Progress;
  floats: Float32Array;
}
export function crc32(bytes: Uint8Array): number;
export function writeCheckpoint(folder: string, state: State): Promise<string>;
export function readNewestCheckpoint(
  folder: string,
  wanted: { settings: string; count: number },
  say: (line: string) => void,
): Promise<State | null>;
