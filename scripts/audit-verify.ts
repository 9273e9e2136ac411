import { verifierOf, type SealVerifier } from '../platform/audit/seal-keys.ts';
import { verifyHeads } from '../platform/audit/verify-heads.ts';
import { verifyAudit, type Verified } from '../platform/audit/verify.ts';
import { readConfig, type Config } from '../platform/config/config.ts';
import { sql } from '../platform/database/sql.ts';
import { codeOf } from '../platform/database/system-error.ts';
import { inTransaction } from '../platform/database/transaction.ts';
import { StartError } from '../platform/errors/start-error.ts';
import { createLog } from '../platform/startup/log.ts';
import { openProgramPool } from '../platform/startup/program-pool.ts';
import { runProgram } from '../platform/startup/run-program.ts';
import { headsFileOf } from '../platform/startup/sealing.ts';
import { openSecrets } from '../platform/startup/secrets.ts';

/**
 * `npm run audit:verify -- [file of heads]…`: verifies all audit events against their seals, and these against the heads that were
 * copied to the files (AUDIT_HEADS_FILE where none is named); prints each fault, and ends with 1 where there is one. It only
 * reads. With `--public-keys` it prints what verifies seals, for AUDIT_PUBLIC_KEYS.
 */
await runProgram(async (life) => {
  const config = readConfig(process.env, ({ NODE_ENV }) => (NODE_ENV === 'production' ? ['DATABASE_URL'] : []));
  const verifier = await openVerifier(config);
  const given = process.argv.slice(2);
  if (given.includes('--public-keys')) {
    console.log(String(verifier));
    return;
  }
  life.log = createLog(config);
  const pool = await openProgramPool(life, config);
  let faults = 0;
  const tell = (fault: string): void => {
    faults += 1;
    console.log(fault);
  };
  const files = given.length > 0 ? given : [headsFileOf(config)];
  const verified = await inTransaction(pool, 'platform', 'read', async (run) => {
    // An audit of years takes longer than a request may.
    await run(sql`SELECT set_config('statement_timeout', '0', true)`);
    const { blocks, ...others } = await verifyAudit(run, verifier, tell);
    for (const file of files) {
      await verifyHeads(run, file, verifier, tell).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw error;
        // Nothing was copied where nothing was sealed.
        if (blocks > 0) tell(`The file ${file} of copied heads is missing.`);
      });
    }
    return { blocks, ...others };
  });
  const words = wordsOf(verified);
  if (faults > 0) throw new StartError(`${words}: ${faults} faults.`);
  console.log(`${words}: nothing was changed.`);
});

async function openVerifier(config: Config): Promise<SealVerifier> {
  const { publicKeys } = config.audit;
  if (publicKeys !== undefined) return publicKeys;
  // Production generates no key: one of its own would find every signature wrong.
  const { auditKeys } = config.production ? config.secrets : await openSecrets(config);
  if (auditKeys == null) throw new StartError('AUDIT_PUBLIC_KEYS is missing, expected it or AUDIT_KEYS.');
  return verifierOf(auditKeys);
}

function wordsOf({ events, blocks, tenants }: Verified): string {
  return `${events} events in ${blocks} blocks of ${tenants} tenants`;
}
