import { readdirSync, readFileSync } from 'node:fs';
import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { contractFolder } from '../serviceplatform/contract.js';

const addressPath = '/wsdl:definitions/wsdl:service/wsdl:port/soap12:address';
const namespaces = {
  wsdl: 'http://schemas.xmlsoap.org/wsdl/',
  soap12: 'http://schemas.xmlsoap.org/wsdl/soap12/',
};

/** Understands what a caller may read of the contract: the WSDL of the service we serve, and the schemas it rests on. */
export class PublishedContract {
  private readonly schemas = new Set(
    readdirSync(contractFolder).filter((name) => name.endsWith('.xsd')),
  );

  /** The WSDL, with `address` as the place to call. */
  wsdl(address: string): string {
    const file = readFileSync(
      new URL('DaekningAfskrivningRegistreringAfsend.wsdl', contractFolder),
    );
    using document = XmlDocument.fromBuffer(file);
    const place = document.get(addressPath, namespaces);
    if (place instanceof XmlElement) place.setAttr('location', address);
    return document.toString({ format: false });
  }

  /** A schema by its file name; nothing if it is none of ours. */
  schema(name: string): string | undefined {
    return this.schemas.has(name) ? readFileSync(new URL(name, contractFolder), 'utf8') : undefined;
  }
}
