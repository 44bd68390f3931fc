import { describe, expect, it } from '@jest/globals';
import { answerInWords } from './answer-words.js';
import type { AnswerReason } from './transfer-news.js';

const CHARGE = { kind: 'charge' as const };
const CHANGE = { kind: 'change' as const, changeId: 'event-7', changeType: 'balance.cancelled' };
const ASK =
  'Spørg økonomiafdelingen om årsagen. Når den er fjernet, kan kravet sendes igen; kan den ikke fjernes, annulleres mellemværendet og oprettes på ny.';

const said = (told: Partial<AnswerReason> = {}): AnswerReason => ({
  code: 'DR-1',
  title: 'Ugyldig kravtype',
  ...told,
});

describe("the debtor system's answer in words", () => {
  it('R54 names the element that was pointed at, and what to do', () => {
    expect(answerInWords('rejected', CHARGE, said({ pointer: 'receivable/5b0c' }))).toEqual({
      code: 'DR-1',
      text: `Debitorsystemet har afvist kravet på grund af fordringen: Ugyldig kravtype. ${ASK}`,
    });
  });

  it.each([
    ['account', 'debitorkontoen'],
    ['write-down', 'nedskrivningen'],
    ['specification', 'specifikationsteksten'],
    ['liability', 'hæftelsen'],
    ['liable-party', 'den juridisk ansvarlige'],
    ['party', 'låneren eller den økonomisk ansvarlige'],
  ])('R54 calls the %s by the name that staff know', (pointer, word) => {
    expect(answerInWords('rejected', CHARGE, said({ pointer }))?.text).toContain(
      ` på grund af ${word}: `,
    );
  });

  it('R54 goes without an element that it does not know, and ends its sentence once', () => {
    const text = `Debitorsystemet har afvist kravet: Ugyldig kravtype. ${ASK}`;

    expect(answerInWords('rejected', CHARGE, said({ title: 'Ugyldig kravtype. ' }))?.text).toBe(
      text,
    );
    expect(answerInWords('rejected', CHARGE, said({ pointer: 'attachment/1' }))?.text).toBe(text);
  });

  it.each(['account', 'liability', 'liable-party', 'party'])(
    'R31, R54 sends staff to the number where the fault is in %s',
    (pointer) => {
      expect(answerInWords('rejected', CHARGE, said({ pointer }))?.text).toContain(
        'Ret CPR- eller CVR-nummeret i bibliotekssystemet, så sendes kravet igen af sig selv.',
      );
    },
  );

  it('R54 says something of a rejection without a reason', () => {
    expect(answerInWords('rejected', CHARGE, undefined)).toEqual({
      code: 'no-reason-given',
      text: `Debitorsystemet har afvist kravet. ${ASK}`,
    });
  });

  it('R54 tells a remark as one', () => {
    expect(answerInWords('accepted-with-remarks', CHANGE, said())).toEqual({
      code: 'DR-1',
      text: 'Debitorsystemet har registreret ændringen med en bemærkning: Ugyldig kravtype. Der er ikke mere at gøre, medmindre bemærkningen siger det.',
    });
  });

  it('R54 has nothing to say of what was simply accepted or sent', () => {
    expect(answerInWords('accepted', CHARGE, said())).toBeUndefined();
    expect(answerInWords('sent', CHARGE, undefined)).toBeUndefined();
    expect(answerInWords('accepted-with-remarks', CHARGE, undefined)).toBeUndefined();
  });
});
