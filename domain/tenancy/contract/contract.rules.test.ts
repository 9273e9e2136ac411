import { describe, expect, it } from '@jest/globals';
import { contractInForce } from './contract.rules.ts';

const [superseded, accepted, pending] = [
  { status: 'superseded', version: 1 },
  { status: 'accepted', version: 2 },
  { status: 'pending_acceptance', version: 3 },
];
const held = { contractAcceptedAt: null };
const free = { contractAcceptedAt: '2026-04-01T00:00:00.000Z' };

describe('the contract that counts', () => {
  it('is the accepted one, whatever else is pending', () => {
    expect(contractInForce(free, [pending, superseded, accepted])).toBe(accepted);
  });

  it('is the pending one while acceptance is required, whatever was accepted before', () => {
    expect(contractInForce(held, [superseded, accepted, pending])).toBe(pending);
  });

  it('is none where there is no such one', () => {
    expect(contractInForce(free, [superseded, pending])).toBeNull();
    expect(contractInForce(held, [superseded, accepted])).toBeNull();
    expect(contractInForce(held, [])).toBeNull();
  });
});
