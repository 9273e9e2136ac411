import { join } from 'node:path';
import { freePorts } from '../stage/ports.mjs';
import { projectRoot } from '../stage/product.mjs';
import { startServer } from '../stage/server.mjs';

const here = import.meta.dirname;

/** Starts every contestant's servers on one stage; the stage stops them. @returns server name → { url, pids } */
export async function startContestants(stage) {
  const { image, database, env, personas, crowd, agents, onClose } = stage;
  const [statement, local, logged, doorless, withoutRls, remote, apollo, hive, postgraphile] = await freePorts(9);
  const peer = {
    GATEWAY_SECRET: env.GATEWAY_SECRET,
    BENCH_IMAGE: image.root,
    BENCH_SUPERGRAPH: image.supergraph,
    BENCH_PEOPLE: JSON.stringify([...personas, ...crowd, ...agents].map(({ token, viewer }) => ({ token, viewer }))),
  };
  const start = async (server) => {
    const started = await startServer(server);
    onClose(started.stop);
    return started.pid;
  };
  const gateway = (name, port, more) =>
    start({
      name,
      file: join(image.root, 'dist/gateway/main.js'),
      cwd: image.root,
      env: { ...env, PORT: String(port), ...more },
      url: `http://127.0.0.1:${port}/health/live`,
    });
  const program = (name, port, { file, ...more }) =>
    start({
      name,
      file: join(here, file),
      cwd: projectRoot,
      url: `http://127.0.0.1:${port}/`,
      ...more,
      env: { ...peer, PORT: String(port), ...more.env },
    });

  const services = await Promise.all(
    image.services.map(({ name, url }) =>
      start({
        name,
        file: join(image.root, 'dist/subgraphs/main.js'),
        args: [name],
        cwd: image.root,
        env: { ...env, DATABASE_URL: database.appUrl, PUBLIC_URL: 'http://127.0.0.1:4000' },
        url: new URL('/health/live', url).href,
      }),
    ),
  );
  const at = (port, ...pids) => ({ url: `http://127.0.0.1:${port}/graphql`, pids });
  return {
    statement: at(
      statement,
      await program('the hand-written statement', statement, {
        file: 'statement.mjs',
        env: { DATABASE_URL: database.migratorUrl },
      }),
    ),
    local: at(local, await gateway('this graph', local, { DATABASE_URL: database.appUrl })),
    logged: at(
      logged,
      await gateway('this graph with its log', logged, { DATABASE_URL: database.appUrl, LOG_LEVEL: 'info' }),
    ),
    doorless: at(
      doorless,
      await start({
        name: 'this graph without its doors',
        file: join(image.root, 'bench/contestants/doorless.mjs'),
        cwd: image.root,
        env: { ...env, DATABASE_URL: database.appUrl, PORT: String(doorless) },
        url: `http://127.0.0.1:${doorless}/`,
      }),
    ),
    withoutRls: at(
      withoutRls,
      await gateway('this graph without RLS', withoutRls, { DATABASE_URL: database.withoutRowSecurityUrl }),
    ),
    remote: at(
      remote,
      await gateway('this graph as services', remote, { DATABASE_URL: database.appUrl, SUBGRAPH_MODE: 'remote' }),
      ...services,
    ),
    apollo: at(apollo, await program('@apollo/gateway', apollo, { file: 'apollo-gateway.mjs' }), ...services),
    hive: at(
      hive,
      await program('Hive Gateway', hive, {
        file: '../node_modules/@graphql-hive/gateway/dist/bin.js',
        args: [
          'supergraph',
          image.supergraph,
          '--config-path',
          join(here, 'hive.config.mjs'),
          '--host',
          '127.0.0.1',
          '--port',
          String(hive),
        ],
      }),
      ...services,
    ),
    postgraphile: at(
      postgraphile,
      await program('PostGraphile', postgraphile, {
        file: 'postgraphile.mjs',
        execArgv: ['--require', join(here, 'with-resolvers.cjs')],
        env: { DATABASE_URL: database.appUrl },
      }),
    ),
  };
}
