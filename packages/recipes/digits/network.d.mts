export interface Shape {
  side: number;
  channels: number;
  window: number;
  stride: number;
  outputs: number;
  rectify: boolean;
}
type Floats = Float32Array | Float64Array;
export class Network {
  constructor(shapes: Shape[], Precision?: Float32ArrayConstructor | Float64ArrayConstructor);
  readonly parameters: Floats;
  readonly gradient: Floats;
  initialise(seed: number): void;
  evaluate(image: Floats, label: number): { loss: number; correct: boolean };
  learn(image: Floats, label: number, scale: number): { loss: number; correct: boolean };
}
