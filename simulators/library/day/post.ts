import { timeOf } from './chance/calendar.js';
import type { Said } from './desk.js';
import type { Envelope } from './events.js';
import type { Office } from './office.js';

/** Understands envelopes: numbers what is said of each subject in the order of saying, from 1 and without gaps. */
export class Post {
  private readonly numbers = new Map<string, number>();

  constructor(private readonly office: Pick<Office, 'day' | 'offset'>) {}

  /** Call it in the order in which things were said. */
  put({ agencyId, subject, what, at, data }: Said): Envelope {
    const source = `/library/${agencyId}`;
    const stream = `${source} ${subject}`;
    const number = (this.numbers.get(stream) ?? 0) + 1;
    this.numbers.set(stream, number);
    return sealed({
      source,
      subject,
      what,
      number,
      time: timeOf(this.office.day, at, this.office.offset),
      data: { agencyId, ...data },
    });
  }
}

type Letter = {
  readonly source: string;
  readonly subject: string;
  readonly what: string;
  readonly number: number;
  readonly time: string;
  readonly data: Envelope['data'];
};

export function sealed({ source, subject, what, number, time, data }: Letter): Envelope {
  return {
    specversion: '1.0',
    id: `${subject}-${String(number)}`,
    source,
    type: `dk.debitorbro.${what}.v1`,
    subject,
    time,
    sequence: String(number),
    data,
  };
}
