import { type Branch, vocabulary } from './branch.js';
import { MessageSchema } from './message-schema.js';

/** The published contract serves as the example: nothing else shows what real schemas make of a message. */
const folder = new URL('../../contracts/serviceplatformen/1/', import.meta.url);

export const schema = MessageSchema.load(folder, 'DaekningAfskrivning.soap.xsd', {
  m: 'http://www.kombit.dk/2017/01/01/',
  k: 'http://kombit.dk/xml/schemas/kontekst/2017/01/01/',
});

const m = vocabulary('m');
const k = vocabulary('k');

/** A Ping whose caller says `user` of itself. */
export function aPing(user?: string): Branch {
  return m('Ping_I', [
    k('HovedOplysninger', [
      k('TransaktionsId', 'conversation 1'),
      k('TransaktionsTid', '2026-11-23T12:00:00Z'),
      k.maybe('OnBehalfOfUser', user),
    ]),
  ]);
}

/** The Ping as text, with something put into its parts. */
export function pingText({ prologue = '', header = '', inBody = '', user = 'Åse' } = {}): string {
  return `${prologue}<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope">${header}<e:Body>${inBody}
    <Ping_I xmlns="http://www.kombit.dk/2017/01/01/"><HovedOplysninger xmlns="http://kombit.dk/xml/schemas/kontekst/2017/01/01/">
      <TransaktionsId>conversation 1</TransaktionsId><TransaktionsTid>2026-11-23T12:00:00Z</TransaktionsTid>
      <OnBehalfOfUser>${user}</OnBehalfOfUser>
    </HovedOplysninger></Ping_I></e:Body></e:Envelope>`;
}
