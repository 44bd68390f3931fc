import { randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { askDatabase, aPlace, eventually, type Place } from '@libs/testing';
import { bodyOf } from './counting.fixture.js';
import { aListener, aPublisher, inOrder, type Listener } from './other-house.fixture.js';
import { aReplica, type Replica } from './replica.fixture.js';

jest.setTimeout(240_000);

const patience = { withinMs: 30_000 };
const megabyte = 1024 * 1024;
const disk = mkdtempSync(join(tmpdir(), 'small-disk-'));
const filler = join(disk, 'filler');
const tablespace = `small_${randomUUID().slice(0, 8)}`;

/** As root PostgreSQL runs as a user of its own, to whom the disk must belong. */
function mounted(): boolean {
  if (process.getuid?.() !== 0) return false;
  const options = `size=48m,mode=0700,uid=${idOf('-u')},gid=${idOf('-g')}`;
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]).status === 0;
}

function idOf(which: '-u' | '-g'): string {
  return spawnSync('id', [which, 'postgres']).stdout.toString().trim();
}

/** Until nothing more fits. */
function fill(): void {
  for (let size = 48; size > 0;)
    try {
      writeFileSync(filler, Buffer.alloc(size * megabyte), { flag: 'a' });
    } catch {
      size = Math.floor(size / 2);
    }
  try {
    for (;;) writeFileSync(filler, Buffer.alloc(4096), { flag: 'a' });
  } catch {
    return;
  }
}

const hasDisk = mounted();
if (!hasDisk) rmdirSync(disk);

/** Only root may mount; elsewhere there is no small disk to fill. */
(hasDisk ? describe : describe.skip)("while PostgreSQL's disk is full", () => {
  let place: Place;
  let adminUrl: string;
  let replica: Replica;
  let listener: Listener;

  beforeAll(async () => {
    place = await aPlace();
    adminUrl = await place.databaseUrl('elsewhere');
    const url = await place.databaseUrl('small');
    await askDatabase(adminUrl, `CREATE TABLESPACE ${tablespace} LOCATION '${disk}'`);
    const name = new URL(url).pathname.slice(1);
    await askDatabase(adminUrl, `ALTER DATABASE ${name} SET TABLESPACE ${tablespace}`);
    replica = await aReplica({ amqpUrl: place.amqpUrl, databaseUrl: url });
    listener = await aListener(place.amqpUrl);
  });
  afterAll(async () => {
    rmSync(filler, { force: true });
    await Promise.all([replica.stop(), listener.close()]);
    await place.dispose();
    await askDatabase(process.env['TEST_DATABASE_URL'] ?? '', `DROP TABLESPACE ${tablespace}`);
    spawnSync('umount', [disk]);
    rmdirSync(disk);
  });

  it('what comes waits, is told of as what it is, and is handled once there is room', async () => {
    fill();
    const publisher = await aPublisher(place.amqpUrl);
    const fees = Array.from({ length: 1_000 }, (_, i) => `fits-not-${String(i)}`);
    await publisher.publish(fees.map((feeId) => bodyOf({ feeId, number: 1 })));
    await publisher.close();
    await eventually(() => replica.watch.outages > 5, patience);
    expect(String(replica.watch.lastOutage)).toMatch(/No space left on device/);
    expect(replica.watch.count('applied')).toBeLessThan(1_000);

    rmSync(filler);
    await eventually(() => replica.watch.count('applied') === 1_000, patience);
    expect([...(await replica.sums())].map(([, { trail }]) => trail)).toEqual(fees.map(() => '1,'));
    expect([replica.watch.count('parked'), replica.watch.count('retry')]).toEqual([0, 0]);
    await eventually(() => inOrder(listener.heard).size === 1_000, patience);
  });
});
