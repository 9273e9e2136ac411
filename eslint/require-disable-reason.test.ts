import { describe, it } from '@jest/globals';
import { RuleTester } from 'eslint';
import { leadmetrics } from './index.js';

RuleTester.describe = describe;
RuleTester.it = it;

const tester = new RuleTester({ linterOptions: { reportUnusedDisableDirectives: 'off' } });
const reason = [{ messageId: 'reason' }];
const rule = [{ messageId: 'rule' }];

tester.run('require-disable-reason', leadmetrics.rules['require-disable-reason'], {
  valid: [
    { name: 'a rule and a reason', code: '// eslint-disable-next-line no-console -- the banner of the start\nx();' },
    { name: 'a block with a reason', code: '/* eslint-disable no-console, no-alert -- a terminal program */ x();' },
    { name: 'the end of a block', code: '/* eslint-enable */ x();' },
    { name: 'a comment about ESLint', code: '// eslint-disabled code is gone; eslint says so\nx();' },
    { name: 'another comment', code: '/* see eslint.config.js */ x();' },
  ],
  invalid: [
    { name: 'the next line', code: '// eslint-disable-next-line no-console\nx();', errors: reason },
    { name: 'the same line', code: 'x(); // eslint-disable-line no-console', errors: reason },
    { name: 'a file', code: '/* eslint-disable no-console */\nx();', errors: reason },
    { name: "a rule's setting", code: '/* eslint no-console: "off" */\nx();', errors: reason },
    { name: 'an empty reason', code: '// eslint-disable-next-line no-console -- \nx();', errors: reason },
    { name: 'every rule, which cannot silence this', code: '/* eslint-disable */\nx();', errors: rule },
    { name: 'every rule of a line', code: 'x(); // eslint-disable-line', errors: rule },
    { name: 'every rule, with a reason', code: '/* eslint-disable -- old */\nx();', errors: rule },
  ],
});
