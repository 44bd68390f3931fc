import { describe, expect, it } from '@jest/globals';
import { Money, parseDate } from '@libs/kernel';
import { NOW } from './delivery.fixture.js';
import type { ReportItem } from './judge-report.js';
import { answerReport, judgeReport } from './judge-report.js';

const KNOWN = { receivableId: 'receivable-1', municipalityCode: '615' };

function anItem(told: Partial<ReportItem> = {}): ReportItem {
  return {
    kind: 'covered',
    transactionId: 'coverage-1',
    receivableId: 'receivable-1',
    amount: Money.fromKroner('100.00'),
    registeredAt: NOW,
    effectiveDate: parseDate('2026-11-20'),
    channel: 'MobilePay',
    ...told,
  };
}

const UNKNOWN = {
  code: 'unknown-receivable',
  title: 'Fordringen kendes ikke i bibliotekssystemet',
  pointer: { element: 'Fordring', id: 'receivable-1' },
};

describe("a debtor system's report", () => {
  it('R49 on a receivable of its own municipality counts', () => {
    const item = anItem();

    expect(judgeReport(item, KNOWN, '615')).toEqual({
      kind: 'counted',
      item,
      municipalityCode: '615',
    });
  });

  it('R51 on an unknown receivable is refused with a pointer to it, and kept', () => {
    const item = anItem();

    expect(judgeReport(item, undefined, '615')).toEqual({
      kind: 'refused',
      item,
      refusal: UNKNOWN,
      ownedByAnother: false,
    });
  });

  it("R51 on another municipality's receivable is refused in the same words", () => {
    expect(judgeReport(anItem(), KNOWN, '751')).toMatchObject({
      kind: 'refused',
      refusal: UNKNOWN,
      ownedByAnother: true,
    });
  });

  it.each([
    ['covered', 'FordringDækning'],
    ['coverage-reversed', 'FordringDækningNedregulering'],
    ['written-off', 'FordringAfskrivning'],
    ['write-off-reversed', 'FordringAfskrivningNedregulering'],
  ] as const)('R49 that is %s of nothing is refused, pointing at its %s', (kind, element) => {
    const item = anItem({ kind, amount: Money.zero, originalId: 'coverage-0' });

    expect(judgeReport(item, KNOWN, '615')).toMatchObject({
      refusal: { code: 'amount-not-positive', pointer: { element, id: 'coverage-1' } },
    });
  });

  it('R52 that reverses something must say what', () => {
    const reversal = anItem({ kind: 'coverage-reversed' });

    expect(judgeReport(reversal, KNOWN, '615')).toMatchObject({
      ownedByAnother: false,
      refusal: {
        code: 'reversal-without-original',
        pointer: { element: 'FordringDækningNedregulering', id: 'coverage-1' },
      },
    });
    expect(judgeReport({ ...reversal, originalId: 'coverage-0' }, KNOWN, '615').kind).toBe(
      'counted',
    );
    expect(judgeReport(anItem({ kind: 'write-off-reversed' }), KNOWN, '615').kind).toBe('refused');
  });
});

describe('the answer to a report', () => {
  const good = judgeReport(anItem(), KNOWN, '615');
  const bad = judgeReport(anItem(), undefined, '615');

  it('R51 is a rejection where nothing counted', () => {
    expect(answerReport([bad])).toEqual({ kind: 'rejected', refusals: [UNKNOWN] });
  });

  it('R51 points at what did not count, where something did', () => {
    expect(answerReport([good, bad, good])).toEqual({
      kind: 'accepted-with-remarks',
      refusals: [UNKNOWN],
    });
  });

  it('R49 is an acceptance where all counted, or there was nothing to count', () => {
    expect(answerReport([good, good])).toEqual({ kind: 'accepted' });
    expect(answerReport([])).toEqual({ kind: 'accepted' });
  });
});
