export interface GroupOptions {
  rank: number;
  world: number;
  host: string;
  port: number;
  step: number;
  settings: string;
  connectMs: number;
  stallMs: number;
  say: (line: string) => void;
  onListening?: (port: number) => void;
}
export class Group {
  static join(options: GroupOptions): Promise<Group>;
  share(bytes: Buffer, step: number): Promise<Buffer>;
  average(values: Float32Array, step: number, checksum: number): Promise<void>;
  abort(reason: string): Promise<void>;
  close(): Promise<void>;
}
