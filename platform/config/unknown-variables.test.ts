import { describe, expect, it } from '@jest/globals';
import { unknownVariables } from './unknown-variables.ts';
import { variables } from './variables.ts';

describe('a variable that nothing reads', () => {
  it.each([
    ['DATABSE_URL', 'DATABASE_URL'],
    ['TOKEN_ISUER', 'TOKEN_ISSUER'],
    ['DATABASE_POOLSIZE', 'DATABASE_POOL_SIZE'],
    ['LOG_LEVLE', 'LOG_LEVEL'],
    ['log_level', 'LOG_LEVEL'],
    ['JWK_URL', 'JWKS_URL'],
    ['MONGO_URL', 'MONGODB_URL'],
    ['LINK_SECERT', 'LINK_SECRET'],
  ])('is named where it is all but one of ours: %s', (name, meant) => {
    expect(unknownVariables({ [name]: 'secret' })).toEqual([
      `The variable ${name} is read by nothing, expected ${meant} perhaps.`,
    ]);
  });

  it('is named where it is of a family of ours', () => {
    expect(unknownVariables({ SUBGRAPH_RETRIES: '3', LEADMETRICS_MODE: 'x' })).toEqual([
      'The variable SUBGRAPH_RETRIES is read by nothing, expected one of SUBGRAPH_MODE, SUBGRAPH_HOST, SUBGRAPH_TIMEOUT_MS, SUBGRAPH_CALLS, SUBGRAPH_FAILURES, SUBGRAPH_WAIT_MS, SUBGRAPH_ANSWER_LIMIT_BYTES.',
      'The variable LEADMETRICS_MODE is read by nothing.',
    ]);
  });

  it.each(Object.keys(variables))('is not %s, nor the file that holds it', (name) => {
    expect(unknownVariables({ [name]: 'x', [`${name}_FILE`]: 'x' })).toEqual([]);
  });

  it.each([
    ['of the system', ['PATH', 'HOME', 'HOSTNAME', 'LANG', 'PWD', 'SHLVL', 'USER', 'TERM', 'TZ', 'EDITOR', '_']],
    ['of Node and npm', ['NODE_OPTIONS', 'NODE_VERSION', 'NODE_EXTRA_CA_CERTS', 'npm_lifecycle_event', 'YARN_VERSION']],
    ['of our own Compose', ['HEALTH_PORT', 'VERSION', 'POSTGRES_PASSWORD_FILE']],
    ['of OpenTelemetry', ['OTEL_SERVICE_NAME', 'OTEL_TRACES_SAMPLER', 'OTEL_EXPORTER_OTLP_HEADERS']],
    [
      'of Kubernetes',
      ['DATABASE_SERVICE_HOST', 'DATABASE_PORT', 'DATABASE_PORT_5432_TCP_ADDR', 'TOKEN_SERVICE_PORT_HTTP'],
    ],
    [
      'of others',
      ['PGHOST', 'POSTGRES_URL', 'MONGO_INITDB_ROOT_USERNAME', 'LOGNAME', 'HTTP_PROXY', 'DATA', 'TOKEN', 'CI'],
    ],
  ])('is not named where it is %s', (_whose, names) => {
    expect(unknownVariables(Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual([]);
  });

  it('is not named where it is empty, as Compose passes those that nobody gave', () => {
    expect(unknownVariables({ DATABSE_URL: '' })).toEqual([]);
  });
});
