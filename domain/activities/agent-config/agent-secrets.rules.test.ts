import { expect, it } from '@jest/globals';
import { secretNames } from './agent-secrets.rules.ts';

it('names the secrets in alphabetical order, without their values', () => {
  expect(secretNames('{"WORDPRESS_TOKEN":"s3cret","BRAND_API_KEY":""}')).toEqual(['BRAND_API_KEY', 'WORDPRESS_TOKEN']);
});

it('names none in an empty map', () => {
  expect(secretNames('{}')).toEqual([]);
});

it.each(['sk-live-12345', '"sk-live-12345"', '["sk-live-12345"]', 'null'])(
  'refuses %s without quoting it',
  (plaintext) => {
    const refusal = "an agent's secrets are not what was expected: a JSON map of names to values";
    expect(() => secretNames(plaintext)).toThrow(new Error(refusal));
  },
);
