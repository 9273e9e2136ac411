import { describe, expect, it } from '@jest/globals';
import { addressTest, isAddressRange } from './address-ranges.ts';

describe('a range of addresses', () => {
  it.each([
    '10.0.0.7',
    '10.0.0.0/8',
    '172.16.0.0/12',
    '0.0.0.0/1',
    '::1',
    'fd00::/8',
    'FE80::1/128',
    '::ffff:10.0.0.7',
  ])('%s is one', (text) => expect(isAddressRange(text)).toBe(true));

  it.each([
    '',
    '*',
    '1',
    '10.0.0',
    '10.0.0.256',
    '10.0.0.0/',
    '10.0.0.0/33',
    '::1/129',
    '10.0.0.0/08',
    'proxy',
    '0.0.0.0/0',
    '::/0',
  ])('%j is none', (text) => expect(isAddressRange(text)).toBe(false));

  it.each<[readonly string[], readonly string[], readonly (string | undefined)[]]>([
    [['10.0.0.7'], ['10.0.0.7', '::ffff:10.0.0.7'], ['10.0.0.8', '::ffff:10.0.0.8', '::1', '', 'unknown', undefined]],
    [
      ['10.1.2.3/8', 'fd00::/8'],
      ['10.255.0.1', 'fd12::1'],
      ['11.0.0.1', 'fc00::1', '10.0.0.1, 11.0.0.1'],
    ],
    [['fe80::/10'], ['fe80::1%eth0'], ['fec0::1']],
    [[], [], ['127.0.0.1', '::1']],
  ])('of %j takes %j, and no other', (ranges, inside, outside) => {
    const isInside = addressTest(ranges);
    expect([...inside, ...outside].filter(isInside)).toEqual(inside);
  });
});
