import type { Because, DifferenceType } from '../domain/reconciliation/compare.js';

/** What a type of difference is called on paper. */
export const typeWords: Readonly<Record<DifferenceType, string>> = {
  'missing-here': 'Mangler her',
  'missing-there': 'Mangler i debitorsystemet',
  amount: 'Beløb',
  state: 'Tilstand',
  timing: 'Tid',
};

/** What staff are told of a difference, and what to do. */
export const becauseWords: Readonly<Record<Because, string>> = {
  'unknown-here':
    'Debitorsystemet har en fordring, som ikke er oprettet herfra. Bed økonomiafdelingen undersøge, hvor den kommer fra.',
  'unknown-there':
    'Debitorsystemet har taget imod fordringen, men har den ikke længere. Bed økonomiafdelingen finde den.',
  'rejected-there':
    'Debitorsystemet har afvist fordringen. Biblioteket har en opgave om det; ret fejlen der.',
  'not-answered-yet':
    'Fordringen er ikke besvaret af debitorsystemet endnu. Den sendes af sig selv.',
  'too-young':
    'Det er sket for nylig, og den ene side ved det ikke endnu. Det udligner sig selv inden for debitorsystemets takt.',
  'other-period':
    'De to sider har registreret det i hver sin periode. Det udligner sig selv i den næste.',
  'amounts-differ':
    'De to sider har forskellige beløb. Sammenlign bevægelserne, og ret den side, der tager fejl.',
  'booked-differently':
    'Beløbet stemmer, men det er bogført som noget andet på den anden side, f.eks. afskrevet i stedet for betalt.',
  'does-not-add-up':
    'Debitorsystemets egne bevægelser giver ikke den rest, som det oplyser. Giv leverandøren besked.',
  'never-accepted':
    'Debitorsystemet har fordringen, selv om den er afvist eller aldrig er taget imod. Bed økonomiafdelingen afklare, om den skal slettes der eller sendes igen.',
};
