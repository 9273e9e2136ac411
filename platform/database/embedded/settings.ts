/** PostgreSQL settings by name. */
export type ServerSettings = Readonly<Record<string, string>>;

/**
 * For a small machine that runs the whole platform. Durability is PostgreSQL's own: fsync, full-page writes and
 * synchronous commits stay on, so what was acknowledged survives a kill -9.
 */
export const defaultSettings: ServerSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // docs/data-model.md#slow-query-monitoring: enabled in all environments.
  shared_preload_libraries: 'pg_stat_statements',
  shared_buffers: '128MB',
  work_mem: '8MB',
  effective_cache_size: '1GB',
  random_page_cost: '1.1',
  // Answers are pages read by index: neither a compiler nor helpers in /dev/shm (64 MB in a container) pay for that.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  // Nothing replicates from an embedded server: bulk loads of demo data skip the log.
  wal_level: 'minimal',
  max_wal_senders: '0',
  // The server's own events only: statements and rows that failed reach their caller and never a file (they hold data).
  log_min_messages: 'log',
  log_checkpoints: 'off',
};

/** Settings as arguments of `postgres`. */
export function settingArguments(settings: ServerSettings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
