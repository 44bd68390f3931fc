import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { isOfSomething } from '@libs/observability';
import { eventually } from '@libs/testing';
import { connect } from 'amqplib';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { feeOf } from '../../bench/measuring/plain-fees.js';
import { root } from '../architecture/overlay.fixture.js';
import { OnCall, towns } from './on-call.fixture.js';
import { familyOf, metricsAskedFor } from './questions.fixture.js';
import { deployedRules } from './quick-rules.fixture.js';

jest.setTimeout(600_000);

const [opus = '', prisme2015 = '', prisme2009 = '', eg = ''] = towns;
const feesPerTown = 3;

let onCall: OnCall;

beforeAll(async () => {
  onCall = await OnCall.open();
  await onCall.tellFees('a', feesPerTown * towns.length);
  const accepted = 'debitorbro_balances_by_transfer{transfer="accepted"}';
  await onCall.comesTo(`sum(${accepted}) == ${String(feesPerTown * towns.length)}`);
});
afterAll(async () => {
  await onCall.close();
});

const minutesAgo = (minutes: number): string => `(now() - interval '${String(minutes)} minutes')`;

const timeAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** What Prometheus tells itself, and what rules make of the rest. */
const isOfPrometheus = (name: string): boolean => /^(up|ALERTS)$|:/.test(name);

const coveredGolden = join(root, 'libs/contracts/golden/dk.debitorbro.receivable.covered.v1.json');

/** The agency of a municipality, in a WHERE. */
const inTown = (code: string): string => `agency_id = 'DK-7${code}00'`;

describe('in quiet operation', () => {
  it('no alert fires', async () => {
    await onCall.comesTo('count_over_time(up{job="debitorbro"}[5m]) > 60');
    expect(await onCall.prometheus.firing()).toEqual([]);
  });

  it.each(towns)('every balance of municipality %s is accounted for', async (code) => {
    const count = String(feesPerTown);
    const of = `municipality="${code}"`;
    await onCall.comesTo(`municipality:balances_taken_in:max{${of}} == ${count}`);
    await onCall.comesTo(`municipality:balances_unaccounted:difference{${of}} == 0`);
    await onCall.comesTo(`debitorbro_claim_answer_seconds_count{${of}} == ${count}`);
    await onCall.comesTo(`debitorbro_claim_way_seconds_count{${of}} == ${count}`);
    await onCall.comesTo(`debitorbro_lane_receipts_total{kind="accepted",${of}} == ${count}`);
  });

  it.each(['message_delay', 'claim_answer', 'lane_call', 'publish_confirm'])(
    'a point of %s_seconds leads to the trace that it was measured in',
    async (metric) => {
      const [trace] = await onCall.prometheus.exemplars(`debitorbro_${metric}_seconds_bucket`);
      expect(trace).toMatch(/^[0-9a-f]{32}$/);
    },
  );

  it('every metric of ours has a help text', async () => {
    const families = Object.entries(await onCall.prometheus.metadata());
    const ours = families.filter(([name]) => name.startsWith('debitorbro_'));
    expect(ours.length).toBeGreaterThan(25);
    expect(ours.filter(([, told]) => told[0]?.help === '').map(([name]) => name)).toEqual([]);
  });
});

/** Faults that don't touch one another, all at once: their pauses pass side by side. */
describe("an alert's fault, provoked,", () => {
  beforeAll(async () => {
    await goSilent();
    await tellTwoThatAreNotTaken();
    await onCall.putCertificate(12);
    await falsifyTheBooks();
    await uploadAStrangersReceivable();
    onCall.channel.sendToQueue('dead-letters', Buffer.from('a letter'));
  });

  it.each([
    ['MessagesParked', { service: 'claim-intake', reason: 'message.not-json' }],
    ['MessagesWaitLong', { service: 'claim-intake' }],
    ['CertificateExpiresSoon', { certificate: 'client' }],
    ['LedgerDifference', { municipality: eg }],
    ['ReconciliationDifferences', { municipality: opus, type: 'missing-here' }],
    ['BalancesNotConserved', { municipality: eg }],
    ['LastQueuesNotEmpty', { queue: 'dead-letters' }],
  ])('makes %s fire', async (alert, labels) => {
    await onCall.fires(alert, labels);
  });

  it('tells how many balances are missing', async () => {
    const of = `{municipality="${eg}"}`;
    await onCall.comesTo(`municipality:balances_unaccounted:difference${of} == 1`);
  });

  it('makes LanePaused fire', async () => {
    await onCall.behave('kmd-opus', { manner: 'down' });
    await onCall.tellFees('p', towns.length);
    await onCall.fires('LanePaused', { municipality: opus });
    await onCall.behave('kmd-opus', {});
  });

  it('makes LibraryEventsBurnFast and LibraryEventsBurnSlow fire', async () => {
    const queue = 'claim-intake.balances';
    await onCall.tellFees('e', 2 * towns.length, timeAgo(10));
    await onCall.fires('LibraryEventsBurnFast', { queue });
    await onCall.fires('LibraryEventsBurnSlow', { queue });
  });

  it('makes PaymentsBurnFast and PaymentsBurnSlow fire', async () => {
    const queue = 'payment-reconciliation.payments';
    await reportLate(1);
    await onCall.comesTo(`debitorbro_message_delay_seconds_count{queue="${queue}"} == 1`); // a rate needs two points
    await reportLate(6);
    await onCall.fires('PaymentsBurnFast', { queue });
    await onCall.fires('PaymentsBurnSlow', { queue });
  });

  it('makes LaneBacklogOld fire, and when it goes, ClaimAnswersBurnFast and ClaimAnswersBurnSlow', async () => {
    await crawlUntilTold(prisme2015);
    await onCall.tellFees('l', 7 * towns.length);
    const of = `municipality="${prisme2015}"`;
    await onCall.comesTo(`debitorbro_lane_backlog_messages{${of}} == 6`); // one goes at once
    await letHalfAnHourPass(prisme2015);
    await onCall.fires('LaneBacklogOld', { municipality: prisme2015 });
    onCall.putLanes({});
    await onCall.fires('ClaimAnswersBurnFast', { municipality: prisme2015 });
    await onCall.fires('ClaimAnswersBurnSlow', { municipality: prisme2015 });
  });

  it('makes DebtorSystemSilent fire', async () => {
    await onCall.fires('DebtorSystemSilent', { municipality: prisme2009 });
  });

  it('makes MessagesReturned and OutboxOld fire', async () => {
    await onCall.unbind('library.updates');
    await onCall.tellFees('r', towns.length);
    const service = 'payment-reconciliation';
    await onCall.fires('MessagesReturned', { service, exchange: 'library.updates' });
    await onCall.sql(service, `UPDATE messaging.outbox SET created_at = ${minutesAgo(3)}`);
    await onCall.fires('OutboxOld', { service });
  });

  it('makes ConsumersMissing fire', async () => {
    const queue = 'receivable-mapper.claims';
    const taker = await connect(onCall.amqpUrl);
    taker.on('error', () => undefined); // it goes with the broker
    await eventually(async () => {
      const channel = await taker.createChannel();
      channel.on('error', () => undefined); // the service may be faster
      await channel.deleteQueue(queue);
      await channel.assertQueue(queue, { exclusive: true });
    });
    await onCall.fires('ConsumersMissing', { service: 'receivable-mapper' });
  });

  it('makes ClaimsUnanswered fire: what was released went with the queue', async () => {
    await onCall.tellFees('q', towns.length);
    await onCall.comesTo(`debitorbro_claims_unanswered{municipality="${eg}"} == 1`);
    await letHalfAnHourPass(eg);
    await onCall.fires('ClaimsUnanswered', { municipality: eg });
  });
});

describe('what dashboards and alerts ask for', () => {
  it('is all scraped, once there is something of it', async () => {
    await onCall.behave('prisme-2009', { manner: 'slow', service: 'query', slowMs: 5_000 });
    const month = JSON.stringify({ from: '2026-01-01', to: '2026-01-31' });
    await onCall.ask('payment-reconciliation', `/reconciliations/${prisme2009}`, month);
    await onCall.tellOfNobody();
    await onCall.comesTo(
      `debitorbro_tasks_open{service="verification",municipality="${prisme2015}"} > 0`,
    );
    await expect(onCall.ask('verification', '/held', undefined, 'anonymous')).rejects.toThrow();
    await eventually(
      async () => {
        const names = await onCall.prometheus.names();
        const missing = metricsAskedFor().filter((name) => !names.includes(name));
        expect(missing).toEqual(
          ['debitorbro_outages_total'].filter((name) => missing.includes(name)),
        );
      },
      { withinMs: 60_000 },
    );
  });

  it('has a help text and a unit, or says what it counts', async () => {
    const metadata = await onCall.prometheus.metadata();
    const asked = metricsAskedFor().filter((name) => !isOfPrometheus(name));
    expect(asked.length).toBeGreaterThan(40);
    expect(asked.filter((name) => (familyOf(name, metadata)?.[0]?.help ?? '') === '')).toEqual([]);
    const families = asked.map((name) => name.replace(/_(bucket|count|sum)$/, ''));
    expect(families.filter((name) => !isOfSomething(name))).toEqual([]);
  });
});

describe("the ground's fault, provoked,", () => {
  it('makes NotScraped fire', async () => {
    onCall.kill('verification');
    await onCall.fires('NotScraped', { service: 'verification' });
  });

  it('makes DatabaseAway come true', async () => {
    onCall.kill('postgres');
    await onCall.tellFees('d', towns.length);
    await onCall.turnsTrue('DatabaseAway');
    expect(await onCall.prometheus.names()).toContain('debitorbro_outages_total');
  });

  it('makes BrokerAway fire', async () => {
    onCall.kill('rabbitmq');
    await onCall.fires('BrokerAway');
  });
});

describe('every alert that is deployed', () => {
  it('was provoked', () => {
    const deployed = deployedRules().flatMap(({ alert }) => alert ?? []);
    expect([...onCall.provoked].sort()).toEqual(deployed.sort());
  });
});

/** Four days ago a debtor system was heard of for the last time. */
async function goSilent(): Promise<void> {
  const entry = (account: string, ore: number): string =>
    `('${prisme2009}', '00000000-0000-4000-8000-000000000001', 't', '${account}', 'payment', ${String(ore)}, 'spec', '2026-01-01', '2026-01-01', '', ${minutesAgo(4 * 24 * 60)})`;
  await onCall.sql(
    'payment-reconciliation',
    `INSERT INTO ledger_entry (municipality_code, receivable_id, transaction_id, account, entry_type, amount_ore, source_message_id, effective_date, registered_at, flags, entered_at)
     VALUES ${entry('covered', 1)}, ${entry('receivable', -1)}`,
  );
}

/** One that can't be read, and one whose predecessor does not come. */
async function tellTwoThatAreNotTaken(): Promise<void> {
  onCall.tell(`balance.created.DK-7${opus}00`, Buffer.from('{'));
  const { agencyId, body } = feeOf(0, 'w');
  const second = { ...(JSON.parse(String(body)) as object), id: 'second', sequence: '2' };
  onCall.tell(`balance.created.${agencyId}`, Buffer.from(JSON.stringify(second)));
  await onCall.comesTo(
    'debitorbro_set_aside_messages{state="waiting",service="claim-intake"} == 1',
  );
  await onCall.sql(
    'claim-intake',
    `UPDATE messaging.set_aside SET first_at = ${minutesAgo(16)} WHERE state = 'waiting'`,
  );
}

/** A sum that no entries come to, and a balance that is not there any more. */
async function falsifyTheBooks(): Promise<void> {
  await onCall.sql(
    'payment-reconciliation',
    `UPDATE balance SET books = jsonb_set(books, '{ore,charged}', '1') WHERE ${inTown(eg)}`,
  );
  await onCall.sql(
    'payment-reconciliation',
    `DELETE FROM balance WHERE (agency_id, fee_id) IN (SELECT agency_id, fee_id FROM balance WHERE ${inTown(eg)} LIMIT 1)`,
  );
}

async function uploadAStrangersReceivable(): Promise<void> {
  const file = 'receivable_id,outstanding\n11111111-1111-4111-8111-111111111111,100.00\n';
  const path = `/reconciliations/${opus}/statements?from=2026-01-01&to=2026-01-31`;
  await onCall.ask('payment-reconciliation', path, file, 'text/csv');
}

/** A debtor system that is called three times a minute. */
async function crawlUntilTold(code: string): Promise<void> {
  const callsPerSecond = 0.05;
  onCall.putLanes({ [code]: { callsPerSecond } });
  await eventually(async () => {
    const lanes = await onCall.ask('serviceplatform-gateway', '/lanes');
    expect(lanes).toContainEqual(
      expect.objectContaining({ municipalityCode: code, callsPerSecond }),
    );
  });
}

/** Reports on one receivable, an øre each, that come ten minutes after the gateway took them in. */
async function reportLate(count: number): Promise<void> {
  const [row] = await onCall.sql(
    'payment-reconciliation',
    `SELECT receivable_id FROM balance WHERE ${inTown(opus)} AND transfer #>> '{shown,transfer}' = 'accepted' LIMIT 1`,
  );
  const golden = JSON.parse(readFileSync(coveredGolden, 'utf8')) as { readonly data: object };
  for (let number = 0; number < count; number += 1) {
    const id = randomUUID();
    const about = { receivableId: row?.['receivable_id'], transactionId: id, amount: '0.01' };
    const data = { ...golden.data, ...about, municipalityCode: opus };
    const told = { ...golden, id, subject: id, time: timeAgo(10), data };
    onCall.tell(`receivable.covered.${opus}`, Buffer.from(JSON.stringify(told)), 'payments');
  }
  await onCall.channel.waitForConfirms();
}

/** What waits now was released and has waited for half an hour. */
async function letHalfAnHourPass(code: string): Promise<void> {
  await onCall.sql(
    'serviceplatform-gateway',
    `UPDATE delivery SET created_at = ${minutesAgo(31)} WHERE municipality_code = '${code}' AND state IN ('waiting', 'attempting')`,
  );
  const then = `to_jsonb(to_char(${minutesAgo(31)} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))`;
  await onCall.sql(
    'payment-reconciliation',
    `UPDATE balance SET transfer = jsonb_set(transfer, '{releasedAt}', ${then}) WHERE ${inTown(code)} AND transfer ? 'releasedAt'`,
  );
}
