/** How often and how badly things go wrong in a simulated fleet. Chances are in [0, 1], times in ms of the world. */
export interface FleetFaults {
  /** A report arrives a second time, up to `latestMs` later. */
  doubled: number;
  /** A message takes up to `latestMs`, so that later ones overtake it. */
  reordered: number;
  latestMs: number;
  /** The provisioner fails to make a node. */
  provisionFails: number;
  /** It takes up to `slowestProvisionMs` to make one. */
  provisionSlow: number;
  slowestProvisionMs: number;
  /** Machines it has at most while there is trouble: a request beyond is refused, as by a quota. */
  machinesMost: number;
  /** Wall clocks of machines are off by up to this, either way. */
  skewMs: number;
  /** A commit waits for a few ms, so that a crash may meet what is decided and not yet committed. */
  commitHeld: number;
  /** Every port that this divides is another program's, by its number and not by chance; 0: none is. */
  othersPorts: number;
  /** False: the provisioner can prove nothing, as on machines that are somebody else's. */
  canFence: boolean;
}

/** Nothing goes wrong. */
export const calm: FleetFaults = {
  doubled: 0,
  reordered: 0,
  latestMs: 0,
  provisionFails: 0,
  provisionSlow: 0,
  slowestProvisionMs: 0,
  machinesMost: Number.POSITIVE_INFINITY,
  skewMs: 0,
  commitHeld: 0,
  othersPorts: 0,
  canFence: true,
};

/** Everything goes wrong, each thing often enough to meet the others. */
export const rough: FleetFaults = {
  doubled: 0.2,
  reordered: 0.1,
  latestMs: 5_000,
  provisionFails: 0.1,
  provisionSlow: 0.1,
  slowestProvisionMs: 150_000,
  machinesMost: Number.POSITIVE_INFINITY,
  skewMs: 240_000,
  commitHeld: 0.05,
  othersPorts: 7,
  canFence: true,
};
