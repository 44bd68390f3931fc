import { createPublicKey } from 'node:crypto';
import { type Instant, Temporal } from '@libs/kernel';
import {
  assertion,
  signedAssertion,
} from '../../../../simulators/security-token-service/assertion.js';
import { Authority, type Pair } from '../../../../test/serviceplatform/authority.fixture.js';
import { protectMessage } from './protect-message.js';
import type { Trust } from './proven-token.js';
import { namespaces } from './vocabularies.js';

export const now: Instant = Temporal.Instant.from('2026-11-23T12:00:00Z');
export const audience = 'urn:us';
export const cvr = '29189889';
const plain = `<e:Envelope xmlns:e="${namespaces.env}"><e:Body><m:Pay xmlns:m="urn:m">230.00</m:Pay></e:Body></e:Envelope>`;
const derOf = (pem: string): string => pem.replaceAll(/-----[A-Z ]+-----|\s/g, '');

/** What differs from a message that is right; times in seconds from now. */
export type Told = Partial<{
  readonly issuer: string;
  readonly audience: string;
  readonly cvr: string;
  readonly tokenBy: Pair;
  readonly boundTo: Pair;
  readonly signedBy: Pair;
  readonly tokenFrom: number;
  readonly tokenUntil: number;
  readonly from: number;
  readonly until: number;
  /** What becomes of the token before it is signed. */
  readonly token: (xml: string) => string;
  readonly sign: (xml: string) => string;
  readonly message: string;
}>;

/** An issuer, a holder and a stranger, who make messages for a test. */
export class People {
  private constructor(
    readonly issuer: Pair,
    readonly holder: Pair,
    readonly stranger: Pair,
  ) {}

  static async meet(): Promise<People> {
    const authority = await Authority.make();
    const names = ['ADG', 'SP', 'Somebody'];
    const [issuer, holder, stranger] = await Promise.all(
      names.map((name) => authority.issue({ name })),
    );
    if (issuer === undefined || holder === undefined || stranger === undefined)
      throw new Error('somebody is missing');
    return new People(issuer, holder, stranger);
  }

  get trust(): Trust {
    return { issuer: 'urn:sts', audience, issuerKeys: [createPublicKey(this.issuer.cert)] };
  }

  aMessage(told: Told = {}): string {
    const xml = this.aToken(told);
    return protectMessage(told.message ?? plain, {
      address: { to: 'https://us', action: 'urn:do', messageId: crypto.randomUUID() },
      validity: { from: at(told.from ?? 0), until: at(told.until ?? 300) },
      token: { xml, id: idOf(xml) },
      key: (told.signedBy ?? this.holder).key,
    });
  }

  private aToken(told: Told): string {
    const by = told.tokenBy ?? this.issuer;
    const xml = assertion({
      ...by,
      issuer: told.issuer ?? 'urn:sts',
      audience: told.audience ?? audience,
      cvr: told.cvr ?? cvr,
      certificate: derOf((told.boundTo ?? this.holder).cert),
      notBefore: new Date(at(told.tokenFrom ?? -1)),
      notOnOrAfter: new Date(at(told.tokenUntil ?? 60)),
    });
    if (told.token === undefined && told.sign === undefined) return xml;
    const bare = xml.replace(/<ds:Signature .*<\/ds:Signature>/s, '');
    const changed = told.token?.(bare) ?? bare;
    if (told.token !== undefined && changed === bare) throw new Error('nothing was changed');
    return told.sign?.(changed) ?? signedAssertion(changed, idOf(changed), by);
  }
}

export function idOf(xml: string): string {
  return / ID="([^"]+)"/.exec(xml)?.[1] ?? '';
}

function at(seconds: number): string {
  return now.add({ seconds }).toString();
}
