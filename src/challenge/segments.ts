/** How many messages a text is sent and paid as. */

/** The default alphabet of GSM 03.38; those of the second line count twice, behind an escape. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extended = '^{}\\[~]|€\f';

const costs = new Map([...[...basic].map((c) => [c, 1] as const), ...[...extended].map((c) => [c, 2] as const)]);

/** One character outside the alphabet makes all of them cost two bytes: then 70 fit in a message and not 160. */
export function segmentsOf(text: string): number {
  const septets = [...text].reduce((sum, character) => sum + (costs.get(character) ?? Number.NaN), 0);
  const [length, single, each] = Number.isNaN(septets) ? [text.length, 70, 67] : [septets, 160, 153];
  return length <= single ? 1 : Math.ceil(length / each);
}
