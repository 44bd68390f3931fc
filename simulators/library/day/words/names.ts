/** Ordinary first and last names; who bears both together is invented. */
export const femaleNames = listed(`
  Agnes, Alberte, Amalie, Anne Marie, Asta, Birgit, Bodil, Clara, Dagmar, Ellen, Emma, Freja,
  Gunhild, Hanne, Ida, Inger, Johanne, Karen, Kirsten, Laura, Lærke, Maja, Margrethe, Nanna,
  Olivia, Rikke, Sigrid, Sofie, Søs, Tove, Ulla, Vibeke, Zenia, Åse
`);

export const maleNames = listed(`
  Aksel, Anders, Arne, Bjørn, Carl, Christian, Elias, Emil, Erik, Frederik, Georg, Hans Jørgen,
  Henrik, Jens, Jørn, Karl Åge, Kasper, Lars, Magnus, Mikkel, Niels, Noah, Oskar, Ove, Per,
  Poul, Rasmus, Svend, Søren, Thor, Valdemar, Viggo, Ørn, Åge
`);

export const lastNames = listed(`
  Andersen, Bech, Berg, Bjerregaard, Bruun, Christensen, Dahl, Eriksen, Frandsen, Friis, Grøn,
  Hansen, Holm, Iversen, Jensen, Jørgensen, Kjær, Kristensen, Larsen, Lund, Madsen, Mikkelsen,
  Møller, Nielsen, Nørgaard, Olsen, Pedersen, Poulsen, Rasmussen, Skov, Sørensen, Thomsen, Toft,
  Vestergaard, Winther, Østergaard, Ågaard
`);

export const foreignNames = listed(`
  Marek Nowacki, Ioana Petrescu, Lukas Steinbrenner, Giulia Ferrante, Aleksandra Wiśniak, Tomás
  Arrieta, Katrín Jökulsdóttir, Ólavur í Brekku, Oksana Kovalchenko, Håkon Fjellvik, Elin
  Sjökvist, Farid Al-Nouri
`);

/** Streets that no municipality has. */
export const streets = listed(`
  Bogmærkestien, Eventyrhaven, Forfatterstræde, Fodnotevej, Kapitelgade, Katalogkortet,
  Lånerkortvej, Læsepladsen, Novellestien, Sidetalsvænget, Smudsomslaget, Stregkodevej,
  Titelbladet, Ærøskindbindet
`);

export const companyNames = listed(`
  Børnehaven Bogorm, Fodnotens Friskole, Kapitelgades Skole, Lånerkortets Tegnestue ApS,
  Novellens Bageri I/S, Plejehjemmet Sidste Side, Rygtitel Reklame A/S, Sidetalsvængets
  Vuggestue, Stregkode Logistik ApS, Titelbladets Ungdomsskole
`);

export const groupNames = listed(`
  Læseklub Kapitel 7, 3.b på Kapitelgades Skole, Højtlæsning på Sidste Side, Studiekreds
  Fodnoten
`);

/** Other libraries that borrow for their own readers. */
export const libraryNames = listed(`
  Smudsomslagets Fagbibliotek, Titelbladets Museumsbibliotek
`);

function listed(names: string): readonly string[] {
  return names.split(',').map((name) => name.trim().replace(/\s+/g, ' '));
}
