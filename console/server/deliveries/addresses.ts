/**
 * Where a webhook may go. Whoever can enter one could otherwise have the console speak to what only the school's own
 * network reaches: printers, cameras, other servers, a cloud's metadata. So: only public addresses, over https, found
 * anew for each request and used as found, without following redirects; anything inside is named in CARETAKER_WEBHOOK_HOSTS
 * by whoever runs the server, and only that may be plain http.
 */
import { lookup as find, type LookupAddress } from 'node:dns';
import { BlockList, isIP, isIPv6 } from 'node:net';

const inside = new BlockList();
const ranges: [string, number, 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
];
for (const range of ranges) inside.addSubnet(...range);
/** Of IPv6 only what is given out to the world, and of that nothing that carries another address inside. */
const outside = new BlockList();
outside.addSubnet('2000::', 3, 'ipv6');
const carriers = new BlockList();
carriers.addSubnet('2001::', 23, 'ipv6');
carriers.addSubnet('2001:db8::', 32, 'ipv6');
carriers.addSubnet('2002::', 16, 'ipv6');
carriers.addSubnet('3fff::', 20, 'ipv6');

/** Whether an address belongs to the world outside the school. */
export function isPublic(address: string): boolean {
  if (isIPv6(address)) return outside.check(address, 'ipv6') && !carriers.check(address, 'ipv6');
  return isIP(address) === 4 && !inside.check(address, 'ipv4');
}

export const bare = (host: string) =>
  host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');

/** What stands against this address before anything is looked up; undefined when nothing does. */
export function objection(url: URL, listed: readonly string[]): string | undefined {
  const host = bare(url.hostname);
  if (url.username !== '' || url.password !== '')
    return 'Leave out the name and password: the signature proves who sends';
  if (listed.includes(host)) return undefined;
  if (url.protocol !== 'https:') return 'Use https: what is sent must not be read on the way';
  if (isIP(host) !== 0 && !isPublic(host)) return notOutside;
  if (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host.endsWith('.local') ||
    (!host.includes('.') && isIP(host) === 0)
  )
    return notOutside;
  return undefined;
}

export const notOutside =
  'That is inside the school’s own network. Whoever runs the console can allow the host by CARETAKER_WEBHOOK_HOSTS';

type Callback = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;

/** Like `dns.lookup` for a socket, which then connects to what was checked and to nothing else. */
export const guardedLookup =
  (listed: readonly string[]) =>
  (host: string, options: object, done: Callback): void => {
    find(host, { ...options, all: true }, (error, found) => {
      if (error !== null) return done(error, []);
      const allowed = listed.includes(bare(host)) ? found : found.filter(({ address }) => isPublic(address));
      if (allowed.length === found.length && found.length > 0) return done(null, allowed);
      done(new Error(notOutside), []);
    });
  };
