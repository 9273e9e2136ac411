import { z } from 'zod';
import { amount, milliseconds, variable, wholeNumber } from './variable.ts';

/** What a kind of clients may send, from the strictest on; `gateway/persisted/operation-policy.ts` says what each means. */
export const operationModes = ['registered', 'safelist', 'log', 'free'] as const;

const mode = z.enum(operationModes);
const expected = `${operationModes.slice(0, -1).join(', ')} or ${operationModes.at(-1)}`;

/** Variables of registered operations, and of those that clients register by themselves. */
export const operationVariables = {
  PERSISTED_OPERATIONS_DIR: variable(z.string().min(1), null, {
    meaning:
      'Folder of the manifests of registered operations, `*.json`; what changes there is taken while the graph runs',
    expected: 'the path of a folder',
    fallbackMeaning: '`persisted` in the project, where there is one',
  }),
  PERSISTED_OPERATIONS_POLL_MS: milliseconds(1_000, 'How often the folder is looked at', 10),
  OPERATIONS_PARTNERS: variable(mode, 'registered', {
    meaning:
      'What partners may send: ids (`registered`), registered texts too (`safelist`), any and tell (`log`), any (`free`)',
    expected,
  }),
  OPERATIONS_FRONTENDS: variable(mode, null, {
    meaning: 'The same for the pages, agents and services of LeadMetrics itself',
    expected,
    fallbackMeaning: '`safelist` in production, else `free`',
  }),
  OPERATIONS_ANALYSTS: variable(mode, 'free', { meaning: 'The same for analysts', expected }),
  OPERATIONS_MAX_AGE_SECONDS: variable(wholeNumber(0, 86_400), '0', {
    meaning:
      'How long a client may keep an answer to GET before it asks again, where the manifest says nothing of the operation',
    expected: 'whole seconds from 0 to 86400',
  }),
  AUTOMATIC_QUERIES_BYTES: amount(
    'bytes',
    [0, 10_000_000_000],
    20_000_000,
    'Memory for the texts that frontends register by themselves (automatic persisted queries)',
  ),
  AUTOMATIC_QUERIES_BYTES_PER_CLIENT: amount(
    'bytes',
    [0, 10_000_000_000],
    1_000_000,
    'The share of one user, agent or service in it; who registers more loses its own',
  ),
};
