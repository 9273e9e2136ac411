import { expect, it } from '@jest/globals';
import { performanceOf } from './performance.rules.ts';

it('reads what a campaign was told', () => {
  const snapshot =
    '{"cpc": 98.20, "ctr": 0.0345, "roas": 4.2, "spend": 412300, "clicks": 4198, "conversions": 12.5, "impressions": 121681}';
  expect(performanceOf(snapshot)).toEqual({
    impressions: 121_681,
    clicks: 4_198,
    ctr: '0.0345',
    cpc: '98.20',
    conversions: '12.5',
    roas: '4.2',
    spend: '412300',
    qualityScore: null,
  });
});

it.each(['quality_score', 'qualityScore'])('reads the %s of a keyword', (name) => {
  expect(performanceOf(`{"clicks": 20, "${name}": 8}`)).toEqual({
    impressions: null,
    clicks: 20,
    ctr: null,
    cpc: null,
    conversions: null,
    roas: null,
    spend: null,
    qualityScore: 8,
  });
});

it('is none before the first synchronisation', () => {
  expect(performanceOf(null)).toBeNull();
});
