import { describe, expect, test } from 'vitest';
import { familyOf, nodeFamilies, nodeSizes } from './node-sizes.ts';
import { usagesOf } from './usage.ts';

describe('usages', () => {
  test('are counted by family and priority, in the order and by the names of the service', () => {
    const usages = usagesOf({
      clusters: 3,
      nodes: [
        { vmSize: 'STANDARD_NC24R', vmPriority: 'dedicated', count: 2 },
        { vmSize: 'Standard_D2_v2', vmPriority: 'dedicated', count: 1 },
        { vmSize: 'STANDARD_ND6S', vmPriority: 'lowpriority', count: 5 },
        { vmSize: 'STANDARD_GONE1', vmPriority: 'dedicated', count: 9 },
      ],
    });
    expect(usages.map(({ name, currentValue }) => `${name} ${currentValue}`)).toEqual([
      'Clusters 3',
      'Total Cluster Dedicated Regional vCPUs 50',
      'Standard D Family Cluster Dedicated vCPUs 0',
      'Standard Dv2 Family Cluster Dedicated vCPUs 2',
      'Standard NC Family Cluster Dedicated vCPUs 48',
      'Standard NCv2 Family Cluster Dedicated vCPUs 0',
      'Standard NCv3 Family Cluster Dedicated vCPUs 0',
      'Standard ND Family Cluster Dedicated vCPUs 0',
      'Standard NV Family Cluster Dedicated vCPUs 0',
      'Total Cluster LowPriority Regional vCPUs 30',
      'Standard D Family Cluster LowPriority vCPUs 0',
      'Standard Dv2 Family Cluster LowPriority vCPUs 0',
      'Standard NC Family Cluster LowPriority vCPUs 0',
      'Standard NCv2 Family Cluster LowPriority vCPUs 0',
      'Standard NCv3 Family Cluster LowPriority vCPUs 0',
      'Standard ND Family Cluster LowPriority vCPUs 30',
      'Standard NV Family Cluster LowPriority vCPUs 0',
    ]);
    expect(usages[9]?.label).toBe('Total Cluster Low Priority Regional vCPUs');
    expect(new Set(usages.map(({ limit }) => limit))).toEqual(new Set([null]));
  });

  test('know a family for every size of the catalogue, and every family has one', () => {
    const found = nodeSizes.map(({ name }) => familyOf(name));
    expect(found).not.toContain(undefined);
    expect(new Set(found)).toEqual(new Set(nodeFamilies));
    expect(['STANDARD_NC24RS_V3', 'standard_d1', 'STANDARD_NV12'].map(familyOf)).toEqual(['NCv3', 'D', 'NV']);
  });
});
