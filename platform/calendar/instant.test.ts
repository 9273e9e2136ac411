import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseInstant } from './instant.ts';

const perMillisecond = 1_000n;
const perMinute = 60_000_000n;
/** The first microsecond of year 2 and the last of year 9998, so that no offset leads out of the years that there are. */
const [first, last] = [Date.parse('0002-01-01T00:00:00Z'), Date.parse('9998-12-31T23:59:59.999Z')];

/** An instant in microseconds since 1970, in RFC 3339 on a clock that is so many minutes ahead of UTC. */
function written(micros: bigint, ahead: number, [t, z]: readonly [string, string]): string {
  const shown = micros + BigInt(ahead) * perMinute;
  const rest = ((shown % perMillisecond) + perMillisecond) % perMillisecond;
  const [date = '', time = ''] = new Date(Number((shown - rest) / perMillisecond))
    .toISOString()
    .slice(0, -1)
    .split('T');
  const [hours, minutes] = [Math.floor(Math.abs(ahead) / 60), Math.abs(ahead) % 60].map((part) =>
    `${part}`.padStart(2, '0'),
  );
  const offset = ahead === 0 ? z : `${ahead < 0 ? '-' : '+'}${hours}:${minutes}`;
  return `${date}${t}${time}${`${rest}`.padStart(3, '0')}${offset}`;
}

const micros = fc.bigInt({ min: BigInt(first) * perMillisecond, max: BigInt(last) * perMillisecond + 999n });
const ahead = fc.oneof(fc.constant(0), fc.integer({ min: -1_439, max: 1_439 }));
const letters = fc.constantFrom(['T', 'Z'] as const, ['t', 'z'] as const);
/** From a bound to a row: the rows that a bound parts stand close to it. */
const distance = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -90_000_000, max: 90_000_000 }));

describe('an instant in microseconds', () => {
  it('parts rows of milliseconds as it does itself, on whatever clock it is written', () => {
    fc.assert(
      fc.property(micros, ahead, letters, distance, (bound, minutes, letter, far) => {
        const read = parseInstant(written(bound, minutes, letter));
        const row = Number(bound / perMillisecond) + far;
        expect(new Date(row).toISOString() >= String(read)).toBe(BigInt(row) * perMillisecond >= bound);
        expect(parseInstant(String(read))).toBe(read);
      }),
      { numRuns: 2_000 },
    );
  });
});
