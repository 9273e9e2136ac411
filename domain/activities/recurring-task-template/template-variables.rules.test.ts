import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { missingVariables, renderedPrompt, variablesOf } from './template-variables.rules.ts';

const variables = [
  { key: 'market', label: 'Market', type: 'text', required: true },
  { key: 'limit', label: 'Limit', type: 'number', required: true },
  { key: 'note', label: 'Note', type: 'text', required: false },
];
const promptTemplate = 'List {{limit}} rivals in {{ market }}.{{note}}';

describe('the variables of a recurring task', () => {
  it('carry the values of the tenant, in the order of their definitions', () => {
    expect(variablesOf({ variables, variableValues: { note: 'Soon.', market: 'India' } })).toEqual([
      { ...variables[0], value: 'India' },
      { ...variables[1], value: null },
      { ...variables[2], value: 'Soon.' },
    ]);
  });

  it('have no values in a global template', () => {
    expect(variablesOf({ variables, variableValues: null }).map(({ value }) => value)).toEqual([null, null, null]);
  });

  it('are read with what they have: an entry needs a key alone', () => {
    expect(
      variablesOf({ variables: [{ key: 'a', colour: 'green' }, { label: 'No key' }, 'x'], variableValues: [1] }),
    ).toEqual([{ key: 'a', label: 'a', type: 'string', required: false, value: null }]);
  });

  it('are missing where a required one has no value or null', () => {
    expect(missingVariables({ variables, variableValues: { limit: null } })).toEqual(['market', 'limit']);
    expect(missingVariables({ variables, variableValues: { limit: 0, market: '' } })).toEqual([]);
  });
});

describe('the rendered prompt', () => {
  it('holds the values; a variable left out leaves nothing', () => {
    expect(renderedPrompt({ promptTemplate, variables, variableValues: { market: 'India', limit: 3 } })).toBe(
      'List 3 rivals in India.',
    );
  });

  it('keeps words in braces that name no variable', () => {
    expect(renderedPrompt({ promptTemplate: 'Say {{hello}}', variables: [], variableValues: {} })).toBe(
      'Say {{hello}}',
    );
  });

  it('is none while a required value is missing, and without a template', () => {
    expect(renderedPrompt({ promptTemplate, variables, variableValues: { market: 'India' } })).toBeNull();
    expect(renderedPrompt({ promptTemplate: null, variables: [], variableValues: {} })).toBeNull();
  });

  it('puts values in as they are, whatever they contain', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const facts = { variables: [{ key: 'v', required: true }], variableValues: { v: value } };
        expect(renderedPrompt({ promptTemplate: '<{{v}}|{{v}}>', ...facts })).toBe(`<${value}|${value}>`);
      }),
    );
  });
});
