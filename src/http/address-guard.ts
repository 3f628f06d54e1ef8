import { BlockList, isIP } from 'node:net';

/** What the program may be asked to talk to, by whoever may type an address into a chat. */
export type Allowed = ReadonlySet<string>;

const HTTPS_PORT = '443';

/** Of IPv4, all that is not the public internet: IANA's special-purpose registry, and what clouds keep to themselves. */
const CLOSED_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], // this host
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carriers' own, Alibaba's metadata
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // Azure's metadata
  ['169.254.0.0', 16], // link-local, everyone else's metadata
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
];

/**
 * Of IPv6 only global unicast is open at all. That leaves out loopback, unspecified, link-local, multicast, unique local
 * (Fly's fdaa::/16 and Amazon's metadata among them), and all that wraps an IPv4 address: mapped, NAT64.
 */
const OPEN_V6 = ['2000::', 3] as const;
const CLOSED_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23], // protocol assignments, Teredo among them
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4
  ['3fff::', 20], // documentation
];

// Kept apart: a list with both would find every IPv4 address in ::ffff:0:0/96.
const closedV4 = listOf(CLOSED_V4, 'ipv4');
const openV6 = listOf([OPEN_V6], 'ipv6');
const closedV6 = listOf(CLOSED_V6, 'ipv6');

/** Whether an address, in whatever spelling a web address may have it, is on the public internet. */
export function isPublicAddress(address: string): boolean {
  const host = hostOf(address) ?? '';
  switch (isIP(host)) {
    case 4:
      return !closedV4.check(host, 'ipv4');
    case 6:
      return openV6.check(host, 'ipv6') && !closedV6.check(host, 'ipv6');
    default:
      return false;
  }
}

/**
 * Why a web address that a person typed may not be asked; undefined when it may. Says nothing of what its name leads to:
 * that is known when it is asked.
 *
 * @param allowed as `allowedHosts` gives it
 */
export function refusalOfUrl(text: string, allowed: Allowed): string | undefined {
  const url = URL.parse(text);
  if (url === null) return 'That is no web address.';
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return `It begins with ${url.protocol}, and only https:// is taken.`;
  if (url.username !== '' || url.password !== '')
    return 'There is a name or a password before its host. Leave that out.';
  if (isAllowed(url, allowed)) return undefined;
  if (url.protocol === 'http:') return 'It begins with http://, and only https:// is taken.';
  if (url.port !== '') return `It names port ${url.port}, and only ${HTTPS_PORT} is taken.`;
  const host = bare(url.hostname);
  return isIP(host) !== 0 && !isPublicAddress(host) ? refusalOfAddresses(url.hostname) : undefined;
}

/** What people read when a name leads elsewhere than to the internet; where exactly is none of their business. */
export function refusalOfAddresses(host: string): string {
  return `${host} is not on the public internet.`;
}

/** Whether whoever runs the program has set this host and port free of the rules. */
export function isAllowed(url: URL, allowed: Allowed): boolean {
  const port = url.port === '' ? (url.protocol === 'https:' ? HTTPS_PORT : '80') : url.port;
  return allowed.has(`${url.hostname}:${port}`);
}

/** @param entries `host:port`, as OUTBOUND_ALLOW has them */
export function allowedHosts(entries: readonly string[]): Allowed {
  return new Set(
    entries.flatMap((entry) => {
      const at = entry.lastIndexOf(':');
      const host = URL.parse(`http://${entry.slice(0, at)}`)?.hostname;
      return host === undefined ? [] : [`${host}:${Number(entry.slice(at + 1))}`];
    }),
  );
}

/** As URLs spell it: decimal, octal, hexadecimal and shortened IPv4 become four numbers. */
function hostOf(address: string): string | undefined {
  const isV6 = isIP(address) === 6;
  // An interface's name behind the address: link-local by its nature.
  if (isV6 && address.includes('%')) return undefined;
  const hostname = URL.parse(`http://${isV6 ? `[${address}]` : address}/`)?.hostname;
  return hostname === undefined ? undefined : bare(hostname);
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function listOf(nets: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of nets) list.addSubnet(net, prefix, family);
  return list;
}
