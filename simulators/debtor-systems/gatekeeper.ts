import { X509Certificate } from 'node:crypto';
import { namespaces, terms } from '@libs/soap';
import { XmlDocument } from 'libxml2-wasm';
import { names } from './contract.js';
import {
  certificateIn,
  FreshMessages,
  one,
  signedIds,
  timeIn,
  Unbelieved,
} from '../security-token-service/index.js';

const body = '/env:Envelope/env:Body/*';
const contexts = {
  ...namespaces,
  ic: 'http://serviceplatformen.dk/xml/schemas/InvocationContext/1/',
  ac: 'http://serviceplatformen.dk/xml/schemas/AuthorityContext/1/',
  cc: 'http://serviceplatformen.dk/xml/schemas/CallContext/1/',
};

/** Understands, as the platform would, whether a caller may come in; the handshake has looked at its certificate already. */
export abstract class Gatekeeper {
  /** Messages that were turned away so far. */
  refused = 0;

  /** Why a message is not let in; nothing if it is. */
  refusal(bytes: Uint8Array): Unbelieved | undefined {
    try {
      using document = XmlDocument.fromBuffer(bytes);
      this.require(document);
      return undefined;
    } catch (error) {
      this.refused += 1;
      return error instanceof Unbelieved
        ? error
        : new Unbelieved('FailedCheck', 'the message can not be read');
    }
  }

  protected abstract require(document: XmlDocument): void;
}

/** The context model: InvocationContext names an agreement that the platform knows, and the service called. */
export class ContextGatekeeper extends Gatekeeper {
  constructor(private readonly agreements: readonly string[]) {
    super();
  }

  protected override require(document: XmlDocument): void {
    const agreement = textAt(document, `${body}/ic:InvocationContext/ic:ServiceAgreementUUID`);
    const service = textAt(document, `${body}/ic:InvocationContext/ic:ServiceUUID`);
    if (!this.agreements.includes(agreement) || !services.includes(service))
      throw new Unbelieved('FailedAuthentication', 'there is no such service agreement');
  }
}

/** DebitorRegistreringAfsend, and DebitorForespørgselAfsend by its provisional UUID. */
const services = ['e354a6d1-500b-49c6-916a-510623e12fba', names.services.query];

/** The token model: a token of the one issuer, for this service, for the authority named, used by its holder, now and once. */
export class TokenGatekeeper extends Gatekeeper {
  private readonly messages = new FreshMessages();
  private readonly issuer: X509Certificate;
  private readonly withdrawn = new Set<string>();
  /** Tokens seen so far, by their ids. */
  readonly tokens = new Set<string>();

  /**
   * @param issuer certificate of the token service, PEM
   * @param queryEntityId of the service that questions go to, where it is another
   */
  constructor(
    issuer: string,
    private readonly entityId: string,
    private readonly queryEntityId = entityId,
  ) {
    super();
    this.issuer = new X509Certificate(issuer);
  }

  /** From now on none of the tokens seen is believed any more. */
  withdrawAll(): void {
    for (const id of this.tokens) this.withdrawn.add(id);
  }

  protected override require(document: XmlDocument): void {
    const assertion = one(document, '/env:Envelope/env:Header/wsse:Security/saml:Assertion');
    const id = assertion.attr('ID')?.value ?? '';
    const signed = signedIds(document, one(assertion, 'ds:Signature'), this.issuer.publicKey);
    if (!signed.has(id)) throw new Unbelieved('InvalidSecurityToken', 'the token is not signed');
    this.requireGood(document, id);
    const confirmation = one(assertion, 'saml:Subject/saml:SubjectConfirmation');
    if (confirmation.attr('Method')?.value !== terms.holderOfKey)
      throw new Unbelieved('InvalidSecurityToken', 'the token is not holder-of-key');
    const holder = certificateIn(one(confirmation, './/ds:X509Certificate').content);
    this.messages.require(document, holder.publicKey, [id]);
    requireFramework(document);
    this.tokens.add(id);
  }

  private entityIdFor(document: XmlDocument): string {
    const isQuestion = questions.some((name) => one(document, body).name === `${name}_I`);
    return isQuestion ? this.queryEntityId : this.entityId;
  }

  private requireGood(document: XmlDocument, id: string): void {
    const conditions = one(document, '//saml:Assertion/saml:Conditions');
    const [from, until] = ['NotBefore', 'NotOnOrAfter'].map((name) =>
      timeIn({ name, content: conditions.attr(name)?.value ?? '' }),
    );
    const now = Date.now();
    if (this.withdrawn.has(id) || !(Number(from) <= now && now < Number(until)))
      throw new Unbelieved('InvalidSecurityToken', 'the token is not valid now');
    if (
      one(conditions, 'saml:AudienceRestriction/saml:Audience').content !==
      this.entityIdFor(document)
    )
      throw new Unbelieved('InvalidSecurityToken', 'the token is for another service');
    const claimed = `//saml:Attribute[@Name='${terms.cvrClaim}']/saml:AttributeValue`;
    const cvr = textAt(document, `${body}/ac:AuthorityContext/ac:MunicipalityCVR`);
    textAt(document, `${body}/cc:CallContext/cc:CallersServiceCallIdentifier`);
    if (one(document, claimed).content !== cvr)
      throw new Unbelieved('InvalidSecurityToken', 'the token is for another authority');
  }
}

const questions = [names.operations.findAccounts, names.operations.readAccount];

function requireFramework(document: XmlDocument): void {
  const framework = one(document, '/env:Envelope/env:Header/sbf:Framework');
  if (framework.attr('version')?.value !== '2.0')
    throw new Unbelieved('FailedCheck', 'another framework is spoken');
}

function textAt(document: XmlDocument, path: string): string {
  const found = document.get(path, contexts);
  if (found === null) throw new Unbelieved('FailedAuthentication', 'a context is missing');
  return found.content;
}
