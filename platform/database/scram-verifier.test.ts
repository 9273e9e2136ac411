import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { adminUrl } from '../../tests/support/database.ts';
import { scramVerifier } from './scram-verifier.ts';

describe('scramVerifier', () => {
  it('gives the verifier of RFC 7677 for its example password and salt', () => {
    const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
    expect(scramVerifier('pencil', salt, 4096)).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });

  it('is what PostgreSQL stores and takes the password by', async () => {
    const admin = new pg.Client(adminUrl());
    await admin.connect();
    const verifier = scramVerifier('a b"c$d');
    await admin.query('DROP ROLE IF EXISTS scram_test');
    await admin.query(`CREATE ROLE scram_test LOGIN PASSWORD '${verifier}'`);
    const stored = await admin.query("SELECT rolpassword FROM pg_authid WHERE rolname = 'scram_test'");
    expect(stored.rows).toEqual([{ rolpassword: verifier }]);
    await admin.query('GRANT CONNECT ON DATABASE postgres TO scram_test');
    const { hostname, port } = new URL(adminUrl());
    const user = { host: hostname, port: Number(port), database: 'postgres', user: 'scram_test' };
    const right = new pg.Client({ ...user, password: 'a b"c$d' });
    await right.connect();
    await right.end();
    const wrong = new pg.Client({ ...user, password: 'a b"c$e' });
    await expect(wrong.connect()).rejects.toMatchObject({ code: '28P01' });
    await admin.query('DROP OWNED BY scram_test');
    await admin.query('REVOKE CONNECT ON DATABASE postgres FROM scram_test');
    await admin.query('DROP ROLE scram_test');
    await admin.end();
  });

  it('refuses a password that would need preparation first', () => {
    expect(() => scramVerifier('pässword')).toThrow('expected a password of printable ASCII characters');
  });
});
