import type { Answer, AnswerReason, AnswersWhat, Reason } from './transfer-news.js';

/** R45, R54: the answer to a change of a charge that was taken back before the debtor system ever accepted it. */
export const NEVER_THERE: Reason = {
  code: 'charge-never-accepted',
  text: 'Kravet er annulleret, før debitorsystemet havde godtaget det, så der er intet at ændre dér. Der er ikke mere at gøre.',
};

/** What the elements of a registration are called where staff read of them. */
const ELEMENTS: Readonly<Record<string, string>> = {
  account: 'debitorkontoen',
  receivable: 'fordringen',
  'write-down': 'nedskrivningen',
  specification: 'specifikationsteksten',
  liability: 'hæftelsen',
  'liable-party': 'den juridisk ansvarlige',
  party: 'låneren eller den økonomisk ansvarlige',
};

/** A fault in one of these is cured by another number in the library system, which is sent on by itself (R31). */
const CURED_BY_NUMBER = new Set(['account', 'liability', 'liable-party', 'party']);

/**
 * The debtor system's reason in plain Danish, with what to do (R54).
 * @returns nothing where the answer came without a reason and needs none
 */
export function answerInWords(
  answer: Answer,
  answers: AnswersWhat,
  reason: AnswerReason | undefined,
): Reason | undefined {
  if (answer === 'rejected') {
    const said = reason ?? { code: 'no-reason-given', title: '' };
    const text = [
      `Debitorsystemet har afvist ${named(answers)}${because(said)}.`,
      cure(answers, said),
    ];
    return { code: said.code, text: text.join(' ') };
  }
  if (reason === undefined || answer !== 'accepted-with-remarks') return undefined;
  const text = `Debitorsystemet har registreret ${named(answers)} med en bemærkning${because(reason)}. Der er ikke mere at gøre, medmindre bemærkningen siger det.`;
  return { code: reason.code, text };
}

function named(answers: AnswersWhat): string {
  return answers.kind === 'charge' ? 'kravet' : 'ændringen';
}

function because(reason: AnswerReason): string {
  const element = ELEMENTS[elementOf(reason)];
  const where = element === undefined ? '' : ` på grund af ${element}`;
  const title = reason.title.trim().replace(/[.!]+$/, '');
  return title === '' ? where : `${where}: ${title}`;
}

function cure(answers: AnswersWhat, reason: AnswerReason): string {
  if (answers.kind === 'change') {
    return 'Ændringen står i bibliotekssystemet, men ikke i debitorsystemet: aftal med økonomiafdelingen, hvem der retter, og send den igen, når årsagen er fjernet.';
  }
  return CURED_BY_NUMBER.has(elementOf(reason))
    ? 'Ret CPR- eller CVR-nummeret i bibliotekssystemet, så sendes kravet igen af sig selv. Er nummeret rigtigt, så spørg økonomiafdelingen.'
    : 'Spørg økonomiafdelingen om årsagen. Når den er fjernet, kan kravet sendes igen; kan den ikke fjernes, annulleres mellemværendet og oprettes på ny.';
}

/** The pointer's leading word, without the id that may follow it. */
function elementOf({ pointer }: AnswerReason): string {
  return /^[a-z-]+/.exec(pointer ?? '')?.[0] ?? '';
}
