import { expect, test } from 'vitest';
import { leftOut } from './launcher-variables.ts';

test.each([
  [['eth0'], {}],
  [[], { OMPI_MCA_btl_tcp_if_exclude: 'sppp' }],
  [['eth0', 'tys0a'], { OMPI_MCA_btl_tcp_if_exclude: '127.0.0.1/8,sppp,tys0a' }],
  [['tys0a', 'tys0b'], { OMPI_MCA_btl_tcp_if_exclude: 'sppp,tys0a,tys0b' }],
])('of the interfaces %j of a machine the loopback is left or alone', (interfaces, expected) => {
  expect(leftOut(interfaces)).toEqual(expected);
});
