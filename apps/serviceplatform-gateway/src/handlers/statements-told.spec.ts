import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { receivablesOfPageMax } from '@libs/contracts';
import { Temporal } from '@libs/kernel';
import { validateSync } from 'class-validator';
import type { BookedMovement, BookedReceivable } from '../domain/booked-receivable.js';
import type { NoStatementBecause, Statement, StatementState } from '../domain/statement.js';
import { endTold, pagesTold } from './statements-told.js';

const at = (time: string): Temporal.Instant => Temporal.Instant.from(time);
const golden = (name: string): Readonly<Record<string, unknown>> => {
  const file = `../../../../libs/contracts/golden/dk.debitorbro.statement.${name}.v1.json`;
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly data: Readonly<Record<string, unknown>> }).data;
};
const plain = (event: unknown): unknown => JSON.parse(JSON.stringify(event));

function aStatement(state: StatementState, receivables = 1): Statement {
  return {
    ...{ statementId: '7c1f0a52-93d4-4e0b-8f6a-2b8f1d4c9e77', municipalityCode: '615' },
    ...{ parts: 1, receivables, state },
  };
}
const endedAt = at('2026-11-24T03:30:04.900Z');
const completed = aStatement({ kind: 'completed', at: endedAt });

function aReceivable(movements: number): BookedReceivable {
  const all = Array.from({ length: movements }, (_, nth): BookedMovement => ({
    kind: nth === 0 ? 'charge' : 'coverage',
    amountOre: 100,
    registeredAt: endedAt.add({ seconds: nth }),
  }));
  return { receivableId: crypto.randomUUID(), outstandingOre: 0, movements: all };
}

describe('R53 what is told of a statement', () => {
  it('is the golden page, but that times are told in UTC', () => {
    const { receivables, ...place } = golden('page-read');
    const [told] = receivables as { readonly movements: { registeredAt: string }[] }[];
    for (const movement of told?.movements ?? [])
      movement.registeredAt = at(movement.registeredAt).toString();
    const page = pagesTold(completed, [
      {
        ...{ receivableId: '3f2b8c1e-0d4a-4c6b-9a7e-5d1f2e3a4b5c', outstandingOre: 13_000 },
        movements: [
          { kind: 'coverage', amountOre: 10_000, registeredAt: at('2026-11-24T01:00:00Z') },
          { kind: 'charge', amountOre: 23_000, registeredAt: at('2026-11-23T10:45:10Z') },
        ],
      },
    ]);

    expect(plain(page)).toEqual([{ ...place, receivables: [told] }]);
  });

  it('is the golden end, whether it is complete or has failed', () => {
    expect(plain(endTold(completed))).toEqual([{ ...golden('completed'), at: endedAt.toString() }]);
    const failed = aStatement({ kind: 'failed', at: endedAt, because: 'no-answer' });
    expect(plain(endTold(failed))).toEqual([{ ...golden('failed'), at: endedAt.toString() }]);
  });

  it.each<NoStatementBecause>([
    ...(['municipality-unknown', 'refused', 'too-large'] as const),
    ...(['faulted', 'unreadable', 'no-answer'] as const),
  ])('has a text of its own for %s', (because) => {
    const [event] = endTold(aStatement({ kind: 'failed', at: endedAt, because }));

    expect(event).toMatchObject({
      reason: { code: `statement.${because}`, text: expect.stringMatching(/^[A-ZÆØÅ].{20,}\.$/) },
    });
    expect(validateSync(event ?? {})).toEqual([]);
  });

  it('keeps the limits of the contract: receivables of a page, movements of a receivable, and the size of a message', () => {
    const many = Array.from({ length: receivablesOfPageMax + 1 }, () => aReceivable(2));
    const moving = Array.from({ length: 9 }, () => aReceivable(1_400));
    const pages = pagesTold(completed, [...many, ...moving]);

    for (const page of pages) {
      expect(validateSync(page)).toEqual([]);
      expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(600_000);
    }
    expect(pages.flatMap(({ receivables }) => receivables)).toHaveLength(
      many.length + moving.length,
    );
    const last = pages.at(-1)?.receivables.at(-1)?.movements ?? [];
    const ore = last.reduce((sum, { amount }) => sum + Number(amount) * 100, 0);
    expect([last.length <= 1_000, ore]).toEqual([true, 1_400 * 100]);
  });
});
