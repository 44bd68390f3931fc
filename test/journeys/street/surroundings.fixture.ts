import type { DebtorSystems } from '../../../simulators/debtor-systems/index.js';
import type { DebtorSystemDesk } from './debtor-system.fixture.js';
import type { EventOffice, LibraryEvent } from './events.fixture.js';
import type { House } from './houses.fixture.js';
import type { HttpAnswer } from './http.fixture.js';
import type { Updates } from './updates.fixture.js';

/** What stands around an agency: the ways that the public contract gives it to speak and to listen. */
export type Surroundings = {
  readonly debtorSystems: DebtorSystems;
  readonly updates: Updates;
  publish(events: readonly LibraryEvent[]): Promise<void>;
  ask(
    method: 'GET' | 'PUT' | 'POST',
    house: House,
    path: string,
    told?: { readonly accept?: string; readonly [member: string]: unknown },
  ): Promise<HttpAnswer>;
  eventually<Result>(attempt: () => Result | Promise<Result>): Promise<Result>;
  nextNumber(prefix: string): string;
};

/** Whose balance it is. */
export type BalanceOwner = {
  readonly agencyId: string;
  readonly street: Surroundings;
  readonly office: EventOffice;
  readonly desk: DebtorSystemDesk;
};
