import { makerFor, namespaces, terms, textOf, treeOf } from '@libs/soap';
import { SignedXml } from 'xml-crypto';

export type Issuing = {
  readonly issuer: string;
  readonly audience: string;
  readonly cvr: string;
  /** The holder's certificate, base64 of its DER. */
  readonly certificate: string;
  readonly notBefore: Date;
  readonly notOnOrAfter: Date;
  /** The service's own key and certificate, PEM. */
  readonly key: string;
  readonly cert: string;
};

const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

/** A SAML 2.0 assertion, holder-of-key, signed by its issuer. */
export function assertion(issuing: Issuing): string {
  const id = `_${crypto.randomUUID()}`;
  const document = treeOf(`<saml:Assertion xmlns:saml="${namespaces.saml}"/>`);
  const make = makerFor(document);
  const { issuer, audience, cvr, certificate, notBefore, notOnOrAfter } = issuing;
  const holder = make('ds:KeyInfo', [
    make('ds:X509Data', [make('ds:X509Certificate', certificate)]),
  ]);
  const written = make(
    'saml:Assertion',
    [
      make('saml:Issuer', issuer),
      make('saml:Subject', [
        make('saml:NameID', 'C=DK,O=Debitorbro'),
        make('saml:SubjectConfirmation', [make('saml:SubjectConfirmationData', [holder])], {
          Method: terms.holderOfKey,
        }),
      ]),
      make(
        'saml:Conditions',
        [make('saml:AudienceRestriction', [make('saml:Audience', audience)])],
        {
          NotBefore: notBefore.toISOString(),
          NotOnOrAfter: notOnOrAfter.toISOString(),
        },
      ),
      make('saml:AttributeStatement', [
        make('saml:Attribute', [make('saml:AttributeValue', cvr)], { Name: terms.cvrClaim }),
      ]),
    ],
    { Version: '2.0', ID: id, IssueInstant: notBefore.toISOString() },
  );
  return signedAssertion(textOf(written), id, issuing);
}

/** The same, with the signature of its issuer after its first element. */
export function signedAssertion(
  xml: string,
  id: string,
  { key, cert }: Pick<Issuing, 'key' | 'cert'>,
): string {
  const signer = new SignedXml({
    privateKey: key,
    publicCert: cert,
    signatureAlgorithm: terms.rsaSha256,
    canonicalizationAlgorithm: terms.exclusiveC14n,
  });
  signer.addReference({
    xpath: `/*[@ID='${id}']`,
    transforms: [enveloped, terms.exclusiveC14n],
    digestAlgorithm: terms.sha256,
  });
  const location = { reference: `//*[local-name(.)='Issuer']`, action: 'after' } as const;
  signer.computeSignature(xml, { prefix: 'ds', location });
  return signer.getSignedXml();
}
