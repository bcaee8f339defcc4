/**
 * The part of an address that one household or office has: all of IPv4, the first half of IPv6, of which everybody has 2^64
 * addresses. Takes what is an address.
 */
export function networkOf(ip: string): string {
  if (!ip.includes(':')) return ip;
  // Every spelling of an address becomes the same: it loses zeros, capitals and dots.
  const plain = new URL(`http://[${ip}]`).hostname.slice(1, -1);
  const [head = '', tail] = plain.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const groups = tail === undefined ? [...head] : [...head, ...Array(8 - head.length - tail.length).fill('0'), ...tail];
  const isMapped = groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff';
  if (!isMapped) return `${groups.slice(0, 4).join(':')}::/64`;
  const bytes = groups.slice(6).flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
  return bytes.join('.');
}
