import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@libs/testing';
import fc from 'fast-check';
import { history } from './histories.fixture.js';
import { anAgreement, planted } from './intake.fixture.js';
import { VerificationFixture } from './verification.fixture.js';

const [inOrder, inDisorder] = ['DK-761500', 'DK-775100'] as const;
const histories = fc.sample(history, { seed: 20261123, numRuns: 120 });
const feeIds = histories.map((_, i) => `h${String(i)}`);

type Written = ReturnType<VerificationFixture['intake']['write']>;
let verification: VerificationFixture;

beforeAll(async () => {
  verification = await VerificationFixture.start();
  const manual = { verification: { mode: 'manual' } };
  await verification.intake.tell(anAgreement(1, manual), anAgreement(1, manual, inDisorder));
  const [ordered, disordered] = [inOrder, inDisorder].map((agency) =>
    verification.intake.write(histories.flatMap((of, i) => of(agency, feeIds[i] ?? ''))),
  ) as [Written, Written];
  const doubled = disordered.flatMap((message) => [message, message]);
  const [shuffled = []] = fc.sample(fc.shuffledSubarray(doubled, { minLength: doubled.length }), {
    seed: 7,
    numRuns: 1,
  });
  await verification.intake.publish(ordered);
  await verification.intake.publish(shuffled);
  await eventually(async () => (await applied(inOrder)) === ordered.length + 1);
  await eventually(async () => (await applied(inDisorder)) === disordered.length + 1, {
    withinMs: 30_000,
  });
}, 90_000);
afterAll(async () => {
  await verification.stop();
}, 60_000);

async function applied(agency: string): Promise<number> {
  const [row] = await verification.database.query<{ sum: string }>(
    `SELECT sum(next - 1) FROM messaging.position WHERE source = $1`,
    [`/claim-intake/${agency}`],
  );
  return Number(row?.sum ?? 0);
}

async function endStates(agency: string): Promise<object[]> {
  const rows = await verification.database.query<{ feeId: string; personal: string }>(
    `SELECT fee_id AS "feeId", standing, reasons, tasks, balance_type, left_ore, creation_date::text, patron_id, patron_kind,
       held_since IS NULL AS "isNotHeld", weighed_by, intake_number, personal, document
     FROM claim WHERE agency_id = $1 ORDER BY fee_id`,
    [agency],
  );
  return rows.map(({ personal, ...row }) => ({
    ...row,
    personal: verification.open(personal, `verification/claim/${agency}/${row.feeId}`),
  }));
}

function toldOf(feeId: string, agency: string): object[] {
  return verification.of(feeId, agency).map(({ name, sequence, data }) => {
    const { at, agencyId, municipalityCode, needs, ...told } = data;
    return { name, sequence, told };
  });
}

describe('shuffled and doubled input', () => {
  it('R47 ends in the same states as input in order', async () => {
    const [one, other] = await Promise.all([endStates(inOrder), endStates(inDisorder)]);
    expect(one).toHaveLength(histories.length);
    expect(other).toEqual(one);
    const standings = new Set(one.map((row) => (row as { standing: string }).standing));
    expect([...standings].sort()).toEqual([
      'awaiting-verification',
      'held',
      'released',
      'taken-back',
      'withdrawn',
    ]);
  });

  it('R47 leads to the same events, each once and numbered without gaps', async () => {
    const isWhole = (feeId: string): boolean =>
      toldOf(feeId, inOrder).length === toldOf(feeId, inDisorder).length;
    await eventually(() => feeIds.every(isWhole));
    for (const feeId of feeIds) {
      const told = toldOf(feeId, inOrder);
      expect(toldOf(feeId, inDisorder)).toEqual(told);
      expect(told.map((each) => (each as { sequence: number }).sequence)).toEqual(
        told.map((_, i) => i + 1),
      );
    }
  });

  it('leaves nothing waiting and nothing parked', async () => {
    expect(await verification.database.query(`SELECT 1 FROM messaging.set_aside`)).toEqual([]);
  });
});

describe('what is personal', () => {
  const secrets = Object.values(planted).filter((secret) => secret !== planted.birthDate);

  it('stands in no table in plain', async () => {
    const everything = await verification.dump();
    expect(everything).toContain('DK-761500'); // the search finds what is there
    expect(everything).toContain('awaiting-verification');
    for (const secret of secrets.filter((each) => each !== planted.cvr))
      expect(everything).not.toContain(secret);
    const ofClaims = await verification.dump(['public.claim', 'public.replacement_number']);
    expect(ofClaims).not.toContain(planted.cvr); // an agreement names the municipality's own, by the same number here
  });

  it('is on no exchange and in no log line in plain', () => {
    const bodies = verification.bodies.filter((body) => !body.includes('agreement.changed'));
    const said = [...bodies, ...verification.logLines].join('\n');
    expect(said).toContain('claim.released');
    for (const secret of secrets) expect(said).not.toContain(secret);
  });
});
