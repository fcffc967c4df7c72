import { Database } from '../database/database.js';
import { AuditEntryEntity } from '../database/entities/audit-entry.entity.js';
import { SessionEntity } from '../database/entities/session.entity.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { AccessSweeper } from './access-sweeper.js';
import { AuditLog, MAX_AUDIT_ENTRIES } from './audit-log.js';
import { SessionEvents } from './session-events.js';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
});
afterEach(() => gateway.close());

describe('AccessSweeper', () => {
  it('ends sessions whose time is over, and tells those who keep sockets open for them', async () => {
    await gateway.signIn();
    gateway.clock.nowMs += 11 * 3_600_000;
    await gateway.signIn();
    const ended: string[] = [];
    gateway.app.get(SessionEvents).onRevoked(({ credentialId }) => ended.push(credentialId));
    gateway.clock.nowMs += 3_600_000;
    await gateway.app.get(AccessSweeper).sweep();
    expect(ended).toHaveLength(1);
    expect(await gateway.app.get(Database).work().count(SessionEntity)).toBe(1);
  });

  it('keeps the audit within its limit', async () => {
    const database = gateway.app.get(Database);
    const entry = {
      at: new Date(gateway.clock.nowMs),
      username: 'x',
      via: null,
      address: '',
      action: 'x',
      outcome: 'done' as const,
      detail: null,
    };
    await database.work().insert(AuditEntryEntity, { ...entry, id: 1 });
    await database.work().insert(AuditEntryEntity, { ...entry, id: 2 });
    await database.work().insert(AuditEntryEntity, { ...entry, id: MAX_AUDIT_ENTRIES + 1 });
    await gateway.app.get(AuditLog).sweep();
    const left = await database.work().find(AuditEntryEntity, {}, { orderBy: { id: 'asc' } });
    expect(left.map(({ id }) => id)).toEqual([2, MAX_AUDIT_ENTRIES + 1]);
  });
});
