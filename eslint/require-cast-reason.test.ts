import { describe, it } from '@jest/globals';
import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { leadmetrics } from './index.js';

RuleTester.describe = describe;
RuleTester.it = it;

const tester = new RuleTester({ languageOptions: { parser: tseslint.parser } });
const reason = [{ messageId: 'reason' }];

tester.run('require-cast-reason', leadmetrics.rules['require-cast-reason'], {
  valid: [
    { name: 'a reason on the line', code: 'const row = answer as Row; // the statement selects these columns' },
    { name: 'a reason on the line above', code: '// the statement selects these columns\nconst row = answer as Row;' },
    { name: 'a reason where the cast ends', code: 'const row = {\n  id,\n} as Row; // id is its only column' },
    { name: 'as const', code: "const roles = ['admin', 'member'] as const;" },
    { name: 'satisfies', code: 'const row = { id } satisfies Row;' },
  ],
  invalid: [
    { name: 'a bare cast', code: 'const row = answer as Row;', errors: reason },
    { name: 'a bare cast in brackets', code: 'const row = <Row>answer;', errors: reason },
    {
      name: 'a reason two lines above',
      code: '// of the statement\nconst id = 1;\nconst row = answer as Row;',
      errors: reason,
    },
    { name: 'a reason below', code: 'const row = answer as Row;\n// the statement selects these', errors: reason },
    { name: 'a cast over another', code: 'const row = answer as unknown as Row;', errors: [...reason, ...reason] },
  ],
});
