import { type Address, addressHeaders, securityHeader, type Validity } from './headers.js';
import { signed } from './sign.js';
import { elementIn, makerFor, rootOf, textOf, treeOf } from './tree.js';
import { namespaces, terms } from './vocabularies.js';

export type Protection = {
  readonly address: Address;
  readonly validity: Validity;
  /** The SAML assertion as its issuer wrote it, and its ID: it travels unchanged, or its signature breaks. */
  readonly token: { readonly xml: string; readonly id: string };
  /** The key that the token says its holder has: RSA, PEM. */
  readonly key: string;
};

/**
 * Makes of a SOAP 1.2 message one that a holder-of-key token protects: WS-Addressing, the Liberty framework header, Timestamp, the
 * token, and a signature over all of these and the body (OIO IDWS). STR-Transform is not used: the assertion is referred to by its ID.
 */
export function protectMessage(
  message: string,
  { address, validity, token, key }: Protection,
): string {
  const document = treeOf(message);
  const make = makerFor(document);
  const body = elementIn(document, 'env', 'Body');
  if (body === undefined) throw new Error('a message without a body can not be protected');
  body.setAttributeNS(namespaces.wsu, 'wsu:Id', 'body');
  const framework = make('sbf:Framework', [], {
    ...{ version: '2.0', 'sbf:profile': terms.basicProfile, 'wsu:Id': 'framework' },
  });
  const assertion = document.importNode(rootOf(treeOf(token.xml)), true);
  const header = make('env:Header', [
    ...addressHeaders(make, address),
    framework,
    securityHeader(make, validity, [assertion]),
  ]);
  rootOf(document).insertBefore(header, body);
  const keyInfo = make(
    'wsse:SecurityTokenReference',
    [make('wsse:KeyIdentifier', token.id, { ValueType: terms.samlId })],
    { 'wsse11:TokenType': terms.samlToken },
  );
  return signed(textOf(document), {
    key,
    keyInfo: textOf(keyInfo),
  });
}
