import { randomUUID } from 'node:crypto';

/** A CloudEvent as a library backend publishes it (contract.md). */
export type LibraryEvent = {
  readonly traceparent?: string;
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly sequence: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Numbers an agency's events, each subject from 1, and dates them one after the other. */
export class EventOffice {
  private readonly numbers = new Map<string, number>();
  private lastMs = Date.now();

  constructor(private readonly agencyId: string) {}

  /** @param at the library's time of the event, RFC 3339; else now, and later than the event before */
  event(
    name: string,
    subject: { readonly feeId: string } | { readonly patronId: string },
    told: object,
    at?: string,
  ): LibraryEvent {
    const { agencyId } = this;
    const key = 'feeId' in subject ? subject.feeId : subject.patronId;
    const stream = `${'feeId' in subject ? 'balance' : 'patron'} ${key}`;
    const number = (this.numbers.get(stream) ?? 0) + 1;
    this.numbers.set(stream, number);
    return {
      specversion: '1.0',
      id: randomUUID(),
      source: `/library/${agencyId}`,
      type: `dk.debitorbro.${name}.v1`,
      subject: key,
      time: at ?? this.nextTime(),
      sequence: String(number),
      data: { agencyId, ...subject, ...told },
    };
  }

  private nextTime(): string {
    this.lastMs = Math.max(this.lastMs + 1, Date.now());
    return new Date(this.lastMs).toISOString();
  }
}

/** `balance.created.DK-761500`. */
export function routingKeyOf({ type, data }: LibraryEvent): string {
  return `${type.replace('dk.debitorbro.', '').replace('.v1', '')}.${String(data['agencyId'])}`;
}
