import type { Element, Node } from '@xmldom/xmldom';
import type { Maker } from './tree.js';
import { terms } from './vocabularies.js';

/** Where a message goes, what it asks for, and how it can be told from every other. */
export type Address = {
  readonly to: string;
  readonly action: string;
  /** A UUID of this transmission. */
  readonly messageId: string;
};

/** From when until when a message may be believed (RFC 3339). */
export type Validity = { readonly from: string; readonly until: string };

/** WS-Addressing: each header with an id, so that it can be signed. */
export function addressHeaders(make: Maker, { to, action, messageId }: Address): Element[] {
  return [
    make('wsa:Action', action, { 'wsu:Id': 'action' }),
    make('wsa:MessageID', `urn:uuid:${messageId}`, { 'wsu:Id': 'message-id' }),
    make('wsa:To', to, { 'wsu:Id': 'to' }),
    make('wsa:ReplyTo', [make('wsa:Address', terms.anonymous)], { 'wsu:Id': 'reply-to' }),
  ];
}

/** WS-Security with a Timestamp, and what else stands in it; the signature is added when all is in place. */
export function securityHeader(make: Maker, { from, until }: Validity, content: Node[]): Element {
  const timestamp = make('wsu:Timestamp', [make('wsu:Created', from), make('wsu:Expires', until)], {
    'wsu:Id': 'timestamp',
  });
  return make('wsse:Security', [timestamp, ...content], { 'env:mustUnderstand': 'true' });
}

/** The certificate itself, so that the receiver knows by which key to verify; base64 of its DER. */
export function certificateToken(make: Maker, certificate: string, id?: string): Element {
  return make('wsse:BinarySecurityToken', certificate, {
    ...(id !== undefined && { 'wsu:Id': id }),
    ValueType: terms.x509Token,
    EncodingType: terms.base64,
  });
}
