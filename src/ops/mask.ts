/** PURE: what a board of queues may show. Job data, errors and logs are other people's text and may hold anything. */

/** A number or a code: four digits or more, however they are spaced. */
const telling = /\+?\(?\d(?:[ ()./_-]{0,3}\d){3,}/g;
/** Fields whose value is never shown, whatever it looks like. */
const secretFields = new Set([
  'to',
  'from',
  'code',
  'pin',
  'pinHash',
  'number',
  'phone',
  'extension',
  'matchNumber',
  'body',
  'subject',
]);
const hidden = '•••';

export const maskText = (text: string): string => text.normalize('NFKC').replace(telling, '••••');

/** The same shape with every text masked; numbers are kept only where `numbers` says they are harmless (times, counts). */
export function maskDeep(value: unknown, numbers: 'keep' | 'mask'): unknown {
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'number')
    return numbers === 'keep' || (Number.isInteger(value) && Math.abs(value) < 1_000) ? value : hidden;
  if (Array.isArray(value)) return value.map((item) => maskDeep(item, numbers));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [maskText(key), maskField(key, item, numbers)]));
}

function maskField(key: string, value: unknown, numbers: 'keep' | 'mask'): unknown {
  if (numbers === 'mask' && secretFields.has(key)) return hidden;
  return maskDeep(value, numbers);
}
