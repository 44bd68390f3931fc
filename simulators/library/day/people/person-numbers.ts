import type { Day } from '../chance/calendar.js';

export type Sex = 'female' | 'male';

const weights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
/** Among the seventh digits of a century those that are dealt first are the last that the CPR office would come to. */
const centuryDigits = { '19': [3, 2, 1, 0], '20': [9, 8, 7, 6, 5, 4] } as const;

/**
 * Understands which numbers look like a CPR number and belong to nobody: those that fail modulus 11 and whose birth date is
 * not the first of a month. The argument, and what it is worth, is in examples/README.md. Each number is dealt once.
 */
export class PersonNumbers {
  private readonly dealt = new Map<string, number>();

  /**
   * @param born from 1900 to 2036, not the first of a month
   * @throws RangeError for another date, or when a date's numbers are used up (more than 1,500 of each sex)
   */
  cpr(born: Day, sex: Sex): string {
    if (born.endsWith('-01'))
      throw new RangeError('Numbers of the first of a month may belong to somebody.');
    const key = `${born} ${sex}`;
    for (let turn = this.dealt.get(key) ?? 0; ; turn += 1) {
      const number = `${written(born, 0)}${serialOf(born, turn)}`;
      if (isOf(number, sex) && !fitsModulus11(number)) {
        this.dealt.set(key, turn + 1);
        return number;
      }
    }
  }

  /** A replacement number as FBS makes them: the day raised by 60, so that it can't be taken for a CPR number. */
  replacement(born: Day): string {
    const turn = this.dealt.get(born) ?? 0;
    this.dealt.set(born, turn + 1);
    return `${written(born, 60)}${serialOf(born, turn)}`;
  }

  /** A replacement number with letters, as the health service makes them. */
  lettered(born: Day, letters: string): string {
    return `${written(born, 0)}${born < '2000' ? '0' : '6'}${letters}${born.slice(3, 4)}`;
  }
}

export function fitsModulus11(number: string): boolean {
  return weights.reduce((sum, weight, at) => sum + weight * Number(number[at]), 0) % 11 === 0;
}

function written(born: Day, added: number): string {
  return `${String(Number(born.slice(8)) + added).padStart(2, '0')}${born.slice(5, 7)}${born.slice(2, 4)}`;
}

/** Downwards from the highest serial of the century's digits. */
function serialOf(born: Day, turn: number): string {
  const century = born.slice(0, 2);
  const digits = century === '19' || century === '20' ? centuryDigits[century] : [];
  const digit = digits[Math.floor(turn / 1000)];
  if (digit === undefined) throw new RangeError('There is no number left for this birth date.');
  return `${String(digit)}${String(999 - (turn % 1000)).padStart(3, '0')}`;
}

function isOf(number: string, sex: Sex): boolean {
  return Number(number.slice(9)) % 2 === (sex === 'male' ? 1 : 0);
}
