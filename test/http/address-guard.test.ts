import { assert, constant, constantFrom, integer, oneof, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';

import { allowedHosts, isPublicAddress, refusalOfUrl } from '../../src/http/address-guard.ts';

const NOTHING = allowedHosts([]);

test.each([
  ['loopback', '127.0.0.1'],
  ['loopback, anywhere in its range', '127.255.255.254'],
  ['private', '10.0.0.1'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['carriers', '100.64.0.1'],
  ['carriers', '100.127.255.255'],
  ["Alibaba's metadata", '100.100.100.200'],
  ["everyone's metadata", '169.254.169.254'],
  ["Azure's metadata", '168.63.129.16'],
  ['this host', '0.0.0.0'],
  ['multicast', '224.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['reserved', '240.0.0.1'],
  ['documentation', '192.0.2.7'],
  ['documentation', '198.51.100.7'],
  ['documentation', '203.0.113.7'],
  ['benchmarks', '198.19.255.255'],
  ['protocol assignments', '192.0.0.8'],
  ['6to4 relays', '192.88.99.1'],
  ['loopback in one number', '2130706433'],
  ['loopback in hexadecimal', '0x7f000001'],
  ['loopback in hexadecimal parts', '0x7f.0.0.0x1'],
  ['loopback in octal', '0177.0.0.01'],
  ['loopback, shortened', '127.1'],
  ['loopback in wide digits', '１２７.０.０.１'],
  ['loopback', '::1'],
  ['unspecified', '::'],
  ['mapped', '::ffff:127.0.0.1'],
  ['mapped, of a public address', '::ffff:8.8.8.8'],
  ['mapped, in hexadecimal', '::ffff:7f00:1'],
  ['compatible', '::7f00:1'],
  ['NAT64', '64:ff9b::10.0.0.1'],
  ['NAT64 of a public address', '64:ff9b::808:808'],
  ['NAT64 of a local network', '64:ff9b:1::1'],
  ['6to4', '2002:a00:1::'],
  ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['ORCHID', '2001:20::1'],
  ['documentation', '2001:db8::1'],
  ['documentation', '3fff::1'],
  ['unique local', 'fd12:3456::1'],
  ["Fly's own network", 'fdaa:0:18::3'],
  ["Amazon's metadata", 'fd00:ec2::254'],
  ['link-local', 'fe80::1'],
  ['link-local with its interface', 'fe80::1%eth0'],
  ['site-local', 'fec0::1'],
  ['multicast', 'ff02::1'],
  ['discard', '100::1'],
  ['segment routing', '5f00::1'],
  ['no address', 'example.com'],
  ['nothing', ''],
])('%s is not the public internet: %s', (_, address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  '8.8.8.8',
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '169.253.255.255',
  '223.255.255.255',
  '2606:4700::1111',
  '2001:4860:4860::8888',
  '2a00:1450:4001::200e',
])('%s is, right beside them', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

const byte = integer({ min: 0, max: 255 });
const CLOSED = [
  tuple(constantFrom(0, 10, 127), byte, byte, byte),
  tuple(constant(100), integer({ min: 64, max: 127 }), byte, byte),
  tuple(constant(169), constant(254), byte, byte),
  tuple(constant(172), integer({ min: 16, max: 31 }), byte, byte),
  tuple(constant(192), constant(168), byte, byte),
  tuple(integer({ min: 224, max: 255 }), byte, byte, byte),
];
const NUMERALS = [
  (n: number) => String(n),
  (n: number) => `0x${n.toString(16)}`,
  (n: number) => `0X000${n.toString(16).toUpperCase()}`,
  (n: number) => `0${n.toString(8)}`,
];

test('an address of a closed range is refused in every spelling that a URL knows', () => {
  const numeral = constantFrom(...NUMERALS);
  const numerals = tuple(numeral, numeral, numeral, numeral);
  assert(
    property(oneof(...CLOSED), numerals, integer({ min: 1, max: 4 }), (bytes, as, n) => {
      const [a, b, c, d] = bytes;
      const tail = [((a * 256 + b) * 256 + c) * 256 + d, (b * 256 + c) * 256 + d, c * 256 + d, d];
      const whole = [...bytes.slice(0, n - 1), tail[n - 1] ?? d];
      const spelt = whole.map((part, i) => (as[i] ?? String)(part)).join('.');
      for (const host of [spelt, `${spelt}.`, `[::ffff:${bytes.join('.')}]`]) {
        expect(isPublicAddress(host)).toBe(false);
        expect(refusalOfUrl(`https://${host}/hook`, NOTHING)).toMatch(/not on the public internet/);
      }
    }),
  );
});

test.each([
  ['http://hooks.example/x', 'It begins with http://, and only https:// is taken.'],
  ['ftp://hooks.example/x', 'It begins with ftp:, and only https:// is taken.'],
  ['file:///etc/passwd', 'It begins with file:, and only https:// is taken.'],
  ['https://ann@hooks.example', 'There is a name or a password before its host. Leave that out.'],
  ['https://:pw@hooks.example', 'There is a name or a password before its host. Leave that out.'],
  ['https://hooks.example:8443', 'It names port 8443, and only 443 is taken.'],
  ['https://[::1]/', '[::1] is not on the public internet.'],
  ['https://2130706433/', '127.0.0.1 is not on the public internet.'],
  ['https://%31%32%37.0.0.1/', '127.0.0.1 is not on the public internet.'],
  ['hooks', 'That is no web address.'],
  ['', 'That is no web address.'],
])('%s is refused in words', (url, why) => {
  expect(refusalOfUrl(url, NOTHING)).toBe(why);
});

test.each(['https://hooks.example/x?y=1', 'https://hooks.example:443/', 'https://8.8.8.8/x'])(
  '%s may be asked',
  (url) => {
    expect(refusalOfUrl(url, NOTHING)).toBeUndefined();
  },
);

test('an allowed host and port is free of the rules of address, port and https, and of no other', () => {
  const allowed = allowedHosts(['ntfy.home:8080', '192.168.1.5:80', '[fd12::1]:443', 'a.home:443']);
  for (const url of [
    'http://ntfy.home:8080/x',
    'https://NTFY.home:8080/x',
    'http://192.168.1.5/',
    'http://0xc0a80105/',
    'https://[fd12:0::1]/',
    'https://a.home/',
  ])
    expect(refusalOfUrl(url, allowed)).toBeUndefined();
  for (const url of [
    'http://ntfy.home:8081/x',
    'http://ntfy.home/x',
    'http://192.168.1.6/',
    'http://a.home/',
    'http://ann@ntfy.home:8080/x',
    'ftp://ntfy.home:8080/x',
  ])
    expect(refusalOfUrl(url, allowed)).toBeDefined();
});
