import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Registry } from 'prom-client';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectPath } from '../platform/config/paths.ts';
import { readSubgraphEntries } from '../platform/config/subgraph-entries.ts';
import { createPool } from '../platform/database/pool.ts';
import { StatementWatch } from '../platform/observability/statement-watch.ts';
import { readCompose } from './support/compose.ts';
import { appUrl } from './support/database.ts';
import { executableOf } from './support/executable.ts';
import { startGateway } from './support/gateway.ts';

const run = promisify(execFile);
const deployed = (...parts: string[]): Promise<string> => readFile(projectPath('deploy', ...parts), 'utf8');

const scrapes = z.object({
  scrape_configs: z.array(
    z.object({ job_name: z.string(), static_configs: z.array(z.object({ targets: z.array(z.string()) })) }),
  ),
});
const rules = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
});
const dashboard = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) })),
});

/** Names of series that a process of ours serves, or Prometheus itself makes. */
async function servedSeries(): Promise<ReadonlySet<string>> {
  const graph = await startGateway();
  const pool = createPool({ url: appUrl() });
  const { metrics } = graph;
  metrics.watchPool(pool);
  metrics.watchKeys({ age: () => 0, usable: () => true });
  metrics.watchSealing(() => 0);
  metrics.watchProcess();
  const statements = new Registry();
  new StatementWatch(statements, { appUrl: '', migrationUrl: '', slowMs: 0 });
  const kinds = [...(await metrics.registry.getMetricsAsJSON()), ...(await statements.getMetricsAsJSON())];
  metrics.registry.clear();
  await pool.end();
  await graph.close();
  return new Set([
    'up',
    ...kinds.flatMap(({ name, type }) =>
      String(type) === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  ]);
}

/** Names of series in an expression: what is no function, no label and no word of PromQL. */
function seriesIn(expression: string): string[] {
  const bare = expression
    .replace(/"[^"]*"/g, '')
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replace(/\b(by|on|group_left|without|ignoring)\s*\([^)]*\)/g, ' ');
  return [...bare.matchAll(/\b[a-z_]\w*\b(?!\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => !/^(and|or|unless|by|sum)$/.test(name));
}

describe('what watches the graph', () => {
  it('asks every process of docker-compose.yml for its metrics', async () => {
    const { scrape_configs: jobs } = scrapes.parse(parse(await deployed('prometheus', 'prometheus.yml')));
    const targets = jobs.flatMap(({ static_configs: all }) => all.flatMap((one) => one.targets));
    const serving = Object.entries(readCompose().services).filter(([, { environment }]) => environment['METRICS_PORT']);
    expect(targets).toEqual(
      ['gateway', ...readSubgraphEntries().map(({ name }) => name), 'statements'].map((name) => `${name}:9464`),
    );
    expect(serving.map(([name, { environment }]) => `${name}:${environment['METRICS_PORT']}`).sort()).toEqual(
      targets.sort(),
    );
  });

  it('reads nothing that nobody tells', async () => {
    const served = await servedSeries();
    const alerts = rules
      .parse(parse(await deployed('prometheus', 'alerts.yml')))
      .groups.flatMap((group) => group.rules);
    const { panels } = dashboard.parse(JSON.parse(await deployed('grafana', 'dashboards', 'graph.json')));
    const read = [
      ...alerts.map(({ alert, expr }) => [alert, expr] as const),
      ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
    ];
    expect(read.length).toBeGreaterThan(30);
    const unknown = read.flatMap(([who, expr]) =>
      seriesIn(expr).flatMap((name) => (served.has(name) ? [] : [`${who}: ${name}`])),
    );
    expect(unknown).toEqual([]);
  });

  const promtool = executableOf(['promtool']);
  (promtool === null ? it.skip : it)('alerts when it should, and only then (promtool)', async () => {
    const file = projectPath('deploy', 'prometheus', 'alerts.test.yml');
    const { stdout } = await run(promtool ?? '', ['test', 'rules', file]);
    expect(stdout).toContain('SUCCESS');
  });
});
