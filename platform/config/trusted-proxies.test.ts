import { describe, expect, it } from '@jest/globals';
import { parseTrustedProxies, proxyTest } from './trusted-proxies.ts';

describe('trusted proxies', () => {
  it.each([
    ['1', 1],
    ['9', 9],
    ['10.0.0.7', ['10.0.0.7']],
    ['10.0.0.0/8 , fd00::/8', ['10.0.0.0/8', 'fd00::/8']],
  ])('are read from %j', (text, proxies) => expect(parseTrustedProxies(text)).toEqual(proxies));

  it.each(['0', '10', '-1', '1.5', '1,2', 'true', 'loopback', '*', '10.0.0.7,', '10.0.0.0/33', '0.0.0.0/0'])(
    'are not read from %j',
    (text) => expect(parseTrustedProxies(text)).toBeUndefined(),
  );

  it('by their number are those next to the gateway, whatever their addresses', () => {
    const isProxy = proxyTest(2);
    expect([0, 1, 2].map((place) => isProxy('192.0.2.1', place))).toEqual([true, true, false]);
  });

  it('by their addresses are those that have them, wherever they stand', () => {
    const isProxy = proxyTest(['10.0.0.0/8']);
    expect([isProxy('10.0.0.7', 0), isProxy('10.0.0.8', 3), isProxy('192.0.2.1', 0)]).toEqual([true, true, false]);
  });
});
