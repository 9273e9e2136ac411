import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lastCheck, linkingDomain, type CheckFacts } from './backlink.rules.ts';

describe('the linking domain', () => {
  it.each([
    ['https://www.TradeWeekly.example/articles/1?a=www.b.example', 'tradeweekly.example'],
    ['http://blog.www.example.net:8080/x', 'blog.www.example.net'],
    ['https://user:secret@www.example.net', 'example.net'],
    ['https://wwwhosting.example/', 'wwwhosting.example'],
    ['WWW.Example.net/articles', 'example.net/articles'],
    ['not an address', 'not an address'],
  ])('of %s is %s', (linkingUrl, expected) => {
    expect(linkingDomain({ linkingUrl })).toBe(expected);
  });

  it('is told of any text, in lower case', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string({ minLength: 1 })), (linkingUrl) => {
        const domain = linkingDomain({ linkingUrl });
        expect(domain).toBe(domain.toLowerCase());
      }),
    );
  });
});

describe('the last check', () => {
  const checkedAt = '2026-04-01T09:30:00.000Z';
  const facts: CheckFacts = { lastCheckedAt: checkedAt, isLive: true, isIndexed: null, dataforseoCheckResult: null };

  function found(dataforseoCheckResult: unknown) {
    const { httpStatus, raw } = lastCheck({ ...facts, dataforseoCheckResult }) ?? {};
    return { httpStatus, raw };
  }

  it('is none until the first one', () => {
    expect(lastCheck({ ...facts, lastCheckedAt: null, dataforseoCheckResult: { httpStatus: 200 } })).toBeNull();
  });

  it('tells what was found, and the status where it was recorded', () => {
    const raw = { items: [{ is_lost: false }] };
    expect(lastCheck({ ...facts, dataforseoCheckResult: { httpStatus: 200, raw } })).toEqual({
      checkedAt,
      httpStatus: 200,
      isLive: true,
      isIndexed: null,
      raw,
    });
  });

  it('tells as much as is kept', () => {
    expect(found(null)).toEqual({ httpStatus: null, raw: null });
    expect(found({ httpStatus: 404 })).toEqual({ httpStatus: 404, raw: null });
    expect(found({ httpStatus: 'none', raw: 0 })).toEqual({ httpStatus: null, raw: 0 });
    expect(found({ raw: { items: [] } })).toEqual({ httpStatus: null, raw: { items: [] } });
  });

  it("takes the service's bare answer for what it is", () => {
    const answer = { status_code: 20_000, tasks: [] };
    expect(found(answer)).toEqual({ httpStatus: null, raw: answer });
    expect(found([answer])).toEqual({ httpStatus: null, raw: [answer] });
  });
});
