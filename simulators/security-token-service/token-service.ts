import { X509Certificate } from 'node:crypto';
import {
  makerFor,
  namespaces,
  one,
  rootOf,
  SignedParts,
  terms,
  textOf,
  treeOf,
  Unbelieved,
} from '@libs/soap';
import { XmlDocument } from 'libxml2-wasm';
import { assertion } from './assertion.js';
import { FreshMessages } from './fresh-message.js';
import { believedCertificate } from './holder.js';

export type TokenServiceOptions = {
  /** What the service signs tokens with, PEM. */
  readonly cert: string;
  readonly key: string;
  /** Who issues the certificates of those that may ask, PEM. */
  readonly authority: string;
  /** Entity ids that tokens are issued for, and the authorities that have agreed to it. */
  readonly audiences: readonly string[];
  readonly cvrs: readonly string[] | '*';
};

/** How it names itself in its tokens. */
export const issuer = 'urn:simulated-sts';

export type TokenAnswer = { readonly status: number; readonly body: string };

/** Understands who may have a token, as KOMBIT's security token service would: WS-Trust 1.3, SAML 2.0, holder-of-key. */
export class TokenService {
  /** How long the next tokens last. */
  lifetimeMs = 60 * 60 * 1_000;
  /** Issued so far, by CVR number. */
  readonly issued: string[] = [];
  private readonly messages = new FreshMessages();
  private readonly authority: X509Certificate;

  constructor(private readonly options: TokenServiceOptions) {
    this.authority = new X509Certificate(options.authority);
  }

  answer(bytes: Uint8Array): TokenAnswer {
    try {
      using document = XmlDocument.fromBuffer(bytes);
      return { status: 200, body: this.issue(document) };
    } catch (error) {
      if (!(error instanceof Unbelieved)) throw error;
      return { status: 500, body: faultOf(error) };
    }
  }

  private issue(document: XmlDocument): string {
    const security = '/env:Envelope/env:Header/wsse:Security';
    const token = one(document, `${security}/wsse:BinarySecurityToken`);
    const certificate = believedCertificate(token.content, this.authority);
    const signature = one(document, `${security}/ds:Signature`);
    const signed = SignedParts.of(document, signature, [certificate.publicKey]);
    if (!signed.covers(token)) throw new Unbelieved('FailedCheck', 'the certificate is not signed');
    this.messages.require(document, signed);
    const asked = one(document, '/env:Envelope/env:Body/wst:RequestSecurityToken');
    requireText(one(asked, 'wst:TokenType').content, terms.samlToken);
    requireText(one(asked, 'wst:RequestType').content, terms.issue);
    requireText(one(asked, 'wst:KeyType').content, terms.publicKey);
    requireText(one(asked, 'wst:UseKey/wsse:BinarySecurityToken').content, token.content);
    const audience = one(asked, 'wsp:AppliesTo/wsa:EndpointReference/wsa:Address').content;
    const cvr = one(
      asked,
      `wst:Claims/auth:ClaimType[@Uri='${terms.cvrClaim}']/auth:Value`,
    ).content;
    const { audiences, cvrs } = this.options;
    if (!audiences.includes(audience) || (cvrs !== '*' && !cvrs.includes(cvr)))
      throw new Unbelieved('FailedAuthentication', 'there is no agreement on that');
    this.issued.push(cvr);
    return this.answerWith(audience, cvr, token.content);
  }

  private answerWith(audience: string, cvr: string, certificate: string): string {
    const { cert, key } = this.options;
    const notBefore = new Date(Date.now() - 1_000);
    const notOnOrAfter = new Date(Date.now() + this.lifetimeMs);
    const issuing = {
      issuer,
      audience,
      cvr,
      certificate,
      notBefore,
      notOnOrAfter,
    };
    const document = treeOf(`<env:Envelope xmlns:env="${namespaces.env}"/>`);
    const make = makerFor(document);
    const issued = document.importNode(rootOf(treeOf(assertion({ ...issuing, cert, key }))), true);
    const answer = make('wst:RequestSecurityTokenResponseCollection', [
      make('wst:RequestSecurityTokenResponse', [
        make('wst:TokenType', terms.samlToken),
        make('wst:RequestedSecurityToken', [issued]),
      ]),
    ]);
    rootOf(document).appendChild(make('env:Body', [answer]));
    return textOf(document);
  }
}

function requireText(found: string, wanted: string): void {
  if (found !== wanted) throw new Unbelieved('FailedCheck', `${wanted} was expected`);
}

function faultOf({ subcode, message }: Unbelieved): string {
  const document = treeOf(
    `<env:Envelope xmlns:env="${namespaces.env}" xmlns:wsse="${namespaces.wsse}"/>`,
  );
  const make = makerFor(document);
  const code = make('env:Code', [
    make('env:Value', 'env:Sender'),
    make('env:Subcode', [make('env:Value', `wsse:${subcode}`)]),
  ]);
  const reason = make('env:Reason', [make('env:Text', message, { lang: 'en' })]);
  rootOf(document).appendChild(make('env:Body', [make('env:Fault', [code, reason])]));
  return textOf(document);
}
