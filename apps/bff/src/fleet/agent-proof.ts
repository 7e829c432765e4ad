import { createPublicKey, verify } from 'node:crypto';
import { Fault } from '@trainyard/contracts/errors';
import { fleetProtocol, type Hello, helloProof } from '@trainyard/contracts/fleet';
import type { NodeKey } from '@trainyard/db/readers/fleet';

/**
 * Checks that a hello comes from the node it names: signed with the key that the node enrolled, over this connection's own nonce,
 * so that a hello heard elsewhere is worth nothing. Throws NodeNotFound, NotThisAgent or ProtocolMismatch.
 */
export function checkHello(hello: Hello, nonce: string, key: NodeKey | null): NodeKey {
  if (!key) throw new Fault('NodeNotFound', { name: hello.nodeUid });
  if (key.publicKey === null || !isSigned(hello, nonce, key.publicKey)) throw new Fault('NotThisAgent');
  const { min, max } = hello.protocol;
  if (min > fleetProtocol.max || max < fleetProtocol.min) {
    const range = (from: number, to: number): string => (from === to ? String(from) : `${from}-${to}`);
    const supported = range(fleetProtocol.min, fleetProtocol.max);
    throw new Fault('ProtocolMismatch', { offered: range(min, max), supported });
  }
  return key;
}

function isSigned({ nodeUid, bootId, signature }: Hello, nonce: string, publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
    // Any other kind of key would let the enrolment choose the algorithm.
    if (key.asymmetricKeyType !== 'ed25519') return false;
    const proof = Buffer.from(helloProof(nonce, nodeUid, bootId));
    return verify(null, proof, key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}
