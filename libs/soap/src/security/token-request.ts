import type { Element } from '@xmldom/xmldom';
import {
  type Address,
  addressHeaders,
  certificateToken,
  securityHeader,
  type Validity,
} from './headers.js';
import { signed } from './sign.js';
import { makerFor, rootOf, textOf, treeOf } from './tree.js';
import { namespaces, terms } from './vocabularies.js';

export type TokenRequest = {
  /** The token service's own address. */
  readonly to: string;
  /** A UUID of this transmission. */
  readonly messageId: string;
  readonly validity: Validity;
  /** The entity id of the service that the token is for. */
  readonly audience: string;
  /** The authority on whose behalf it will be used. */
  readonly cvr: string;
  /** Our certificate, base64 of its DER, and its RSA key, PEM: the token will be bound to them. */
  readonly certificate: string;
  readonly key: string;
};

const certificateId = 'certificate';

/** WS-Trust 1.3: asks for a SAML 2.0 token, holder-of-key, signed with the key that the token is to be bound to. */
export function writeTokenRequest(request: TokenRequest): string {
  const document = treeOf(`<env:Envelope xmlns:env="${namespaces.env}"/>`);
  const make = makerFor(document);
  const { to, messageId, validity, certificate, key } = request;
  const address: Address = { to, messageId, action: terms.issueAction };
  const security = securityHeader(make, validity, [
    certificateToken(make, certificate, certificateId),
  ]);
  const envelope = rootOf(document);
  envelope.appendChild(make('env:Header', [...addressHeaders(make, address), security]));
  envelope.appendChild(make('env:Body', [asked(make, request)], { 'wsu:Id': 'body' }));
  const keyInfo = make('wsse:SecurityTokenReference', [
    make('wsse:Reference', [], { URI: `#${certificateId}`, ValueType: terms.x509Token }),
  ]);
  return signed(textOf(document), {
    key,
    keyInfo: textOf(keyInfo),
  });
}

function asked(
  make: ReturnType<typeof makerFor>,
  { audience, cvr, certificate }: TokenRequest,
): Element {
  return make('wst:RequestSecurityToken', [
    make('wst:TokenType', terms.samlToken),
    make('wst:RequestType', terms.issue),
    make('wsp:AppliesTo', [make('wsa:EndpointReference', [make('wsa:Address', audience)])]),
    make(
      'wst:Claims',
      [make('auth:ClaimType', [make('auth:Value', cvr)], { Uri: terms.cvrClaim })],
      { Dialect: terms.claimsDialect },
    ),
    make('wst:KeyType', terms.publicKey),
    make('wst:UseKey', [certificateToken(make, certificate)]),
  ]);
}
