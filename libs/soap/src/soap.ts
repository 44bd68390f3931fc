/** The namespace of a SOAP 1.2 envelope. */
export const soap12 = 'http://www.w3.org/2003/05/soap-envelope';
/** The namespace of the detail of a fault. */
export const serviceplatformFault =
  'http://serviceplatformen.dk/xml/schemas/ServiceplatformFault/1/';
const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/';

export const isSoap11 = (namespace: string): boolean => namespace === soap11;
