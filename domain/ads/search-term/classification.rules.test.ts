import { expect, it } from '@jest/globals';
import { effectiveClassification } from './classification.rules.ts';

it("is the reviewer's verdict where there is one, else the agent's", () => {
  expect(effectiveClassification({ classification: 'keyword', overrideClassification: null })).toBe('keyword');
  expect(effectiveClassification({ classification: 'keyword', overrideClassification: 'watch' })).toBe('watch');
});
