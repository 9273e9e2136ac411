import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { enrichmentOf, fullName, labelOf, utmOf } from './lead.rules.ts';

const nobody = { firstName: null, lastName: null, company: null };

describe('the full name', () => {
  it.each<[string | null, string | null, string | null]>([
    ['Divya', 'Kapoor', 'Divya Kapoor'],
    ['Divya', null, 'Divya'],
    [null, 'Kapoor', 'Kapoor'],
    [' Divya ', '  ', 'Divya'],
    ['', '', null],
    [null, null, null],
  ])('of %j and %j is %j', (firstName, lastName, expected) => {
    expect(fullName({ firstName, lastName })).toBe(expected);
  });
});

describe('the label', () => {
  it('is the name, else the company, else "Lead"', () => {
    expect(labelOf({ firstName: 'Divya', lastName: 'Kapoor', company: 'Kaveri Mills' }, true)).toBe('Divya Kapoor');
    expect(labelOf({ ...nobody, company: 'Kaveri Mills' }, true)).toBe('Kaveri Mills');
    expect(labelOf({ ...nobody, company: ' ' }, true)).toBe('Lead');
    expect(labelOf(nobody, true)).toBe('Lead');
  });

  it('holds no part of a name for those who may not read names', () => {
    const name = fc.string({ minLength: 1, unit: fc.constantFrom('x', 'y', ' ') });
    fc.assert(
      fc.property(name, name, fc.option(fc.constant('Kaveri Mills')), (firstName, lastName, company) => {
        expect(labelOf({ firstName, lastName, company }, false)).toBe(company ?? 'Lead');
      }),
    );
  });
});

describe('the utm parameters', () => {
  it('are what the link carried', () => {
    expect(utmOf({ utmSource: 'google', utmMedium: null, utmCampaign: '' })).toEqual({
      source: 'google',
      medium: null,
      campaign: '',
    });
  });

  it('are none where it carried none of the three', () => {
    expect(utmOf({ utmSource: null, utmMedium: null, utmCampaign: null })).toBeNull();
  });
});

describe('the enrichment', () => {
  it('is the four values that are known, whatever else is stored', () => {
    const data = { linkedinUrl: 'https://www.linkedin.com/in/divya', industry: 'Textiles', score: 7, companySize: '' };
    expect(enrichmentOf(data)).toEqual({
      linkedinUrl: 'https://www.linkedin.com/in/divya',
      companySize: null,
      industry: 'Textiles',
      website: null,
    });
  });

  it.each([
    [50, '50'],
    [0, '0'],
    ['51-200', '51-200'],
    ['23851234567890123', '23851234567890123'],
    [true, null],
    [['50'], null],
  ])('tells a company of %j people as %j', (companySize, expected) => {
    expect(enrichmentOf({ companySize, industry: 'Textiles' })?.companySize).toBe(expected);
  });

  it('lets no address pass that is none of the web', () => {
    expect(enrichmentOf({ website: 'javascript:alert(1)', linkedinUrl: 'linkedin.com', industry: 'Textiles' })).toEqual(
      {
        linkedinUrl: null,
        companySize: null,
        industry: 'Textiles',
        website: null,
      },
    );
  });

  it.each([null, {}, [], 'Textiles', { score: 7 }, { industry: 7 }, { website: null }])('of %j is none', (data) => {
    expect(enrichmentOf(data)).toBeNull();
  });
});
