/** What is lent. Old fiction has its authors; the rest is invented. */
export type Work = {
  readonly title: string;
  readonly author?: string;
  /** DK5 number, or `sk` for fiction. */
  readonly classification: string;
  /** What a new copy costs. */
  readonly priceOre: number;
  /** Days that it is lent for. */
  readonly loanDays: number;
};

const month = 28;
const fortnight = 14;

function fiction(author: string, title: string, priceOre: number): Work {
  return { title, author, classification: 'sk', priceOre, loanDays: month };
}

function fact(classification: string, author: string, title: string, priceOre: number): Work {
  return { title, author, classification, priceOre, loanDays: month };
}

/** Films, music and games have no author and shorter loans. */
function medium(classification: string, title: string, priceOre: number): Work {
  return { title, classification, priceOre, loanDays: fortnight };
}

export const works: readonly Work[] = [
  fiction('H.C. Andersen', 'Eventyr og historier', 24_995),
  fiction('Herman Bang', 'Ved vejen', 14_995),
  fiction('Herman Bang', 'Tine', 14_995),
  fiction('Karen Blixen', 'Den afrikanske farm', 19_995),
  fiction('Karen Blixen', 'Syv fantastiske fortællinger', 22_995),
  fiction('Steen Steensen Blicher', 'En landsbydegns dagbog', 9_995),
  fiction('J.P. Jacobsen', 'Niels Lyhne', 17_995),
  fiction('J.P. Jacobsen', 'Fru Marie Grubbe', 17_995),
  fiction('Johannes V. Jensen', 'Kongens fald', 19_995),
  fiction('Hans Kirk', 'Fiskerne', 17_995),
  fiction('Tom Kristensen', 'Hærværk', 24_995),
  fiction('Martin Andersen Nexø', 'Pelle Erobreren', 29_995),
  fiction('Henrik Pontoppidan', 'Lykke-Per', 29_995),
  fiction('Amalie Skram', 'Constance Ring', 17_995),
  fiction('Gustav Wied', 'Livsens ondskab', 14_995),
  fiction('Leonora Christina Ulfeldt', 'Jammers minde', 27_995),
  fact('13.17', 'Tove Kapitel', 'At læse sig rolig', 24_995),
  fact('37.14', 'Viggo Fodnote', 'Børn, bøger og bus 5A', 19_900),
  fact('46.4', 'Inger Rygtitel', 'Ærø på cykel: øen rundt på tre dage', 22_900),
  fact('47.1', 'Ove Register', 'Sicilien i regnvejr', 27_500),
  fact('56.9', 'Åse Stregkode', 'Harens spor', 18_950),
  fact('61.36', 'Bodil Kolofon', 'Grød til hver dag', 24_995),
  fact('62.85', 'Jørn Smudsomslag', 'Reparér din ladcykel', 29_900),
  fact('63.5', 'Sigrid Frøblad', 'Køkkenhaven i søndagskrogen', 26_995),
  fact('64.1', 'Poul Løgsuppe', 'Smørrebrød: 100 slags', 32_500),
  fact('71.9', 'Asta Sideombryd', 'Bindingsværk i Østjylland', 39_900),
  fact('79.71', 'Per Halvleg', 'Håndboldens små regler', 14_950),
  fact('96', 'Karl Åge Årstal', 'Købstad og opland 1840-1901', 34_950),
  fact('99.4', 'Dagmar Forord', 'Fyrmesterens breve', 24_950),
  medium('77.7', 'Vinterfærgen (dvd)', 19_900),
  medium('78.7', 'Regn over Limfjorden (cd)', 14_900),
  medium('79.41', 'Øhavets sejlere (konsolspil)', 44_900),
];

export const childrensWorks: readonly Work[] = [
  fiction('H.C. Andersen', 'Klods-Hans', 12_995),
  fiction('H.C. Andersen', 'Fyrtøjet', 12_995),
  { ...fiction('Tove Kapitel', 'Bamses første bibliotek', 9_995), classification: 'sk' },
  fact('58.9', 'Åse Stregkode', 'Min bog om pindsvin', 14_995),
  fact('79.3', 'Jørn Smudsomslag', '50 lege til en regnvejrsdag', 16_995),
  medium('77.7', 'Ællingen Ærlig (dvd)', 14_900),
];

/** Longer than a claim text line may be (R40). */
export const longTitledWork: Work = fact(
  '96.13',
  'Karl Åge Årstal',
  'Udførlig beretning om færgefart, fyrvæsen og fiskerlejer i det østjyske øhav fra de ældste tider til broernes indvielse, samlet af efterladte papirer, breve og skibsjournaler og forsynet med oplysninger om sømærker, lodspladser, vagerbøjer og vinterhavne ved samme forfatter',
  44_950,
);
