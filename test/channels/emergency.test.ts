import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';

import { createEmergency } from '../../src/channels/emergency.ts';
import type { EmergencyRoute } from '../../src/core/ports/emergency.ts';
import { instant, MINUTE_MS } from '../../src/core/time.ts';
import { createLog } from '../../src/log.ts';
import { CERTIFICATE } from '../support/certificate.ts';
import { startHttp } from '../support/http-server.ts';
import { startSmtp, type SmtpServer } from '../support/smtp.ts';

const open: { close(): Promise<void> }[] = [];

function kept<T extends { close(): Promise<void> }>(thing: T): T {
  open.push(thing);
  return thing;
}

afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

function emergencyBy(route: EmergencyRoute) {
  const lines: string[] = [];
  let now = instant(1_700_000_000_000);
  const log = createLog({ level: 'info', secrets: [], write: (line) => lines.push(line) });
  const { shout } = kept(createEmergency(route, { clock: () => now, log, attemptMs: 500 }));
  const later = (ms: number) => {
    now = instant(now + ms);
  };
  return { shout, later, lines };
}

function ntfyAt(server: string, token?: string): EmergencyRoute {
  return { kind: 'ntfy', server, topic: 'bell', token };
}

describe('ntfy', () => {
  test('gets the call as JSON, with the token in its header', async () => {
    const server = kept(await startHttp());
    const { shout } = emergencyBy(ntfyAt(server.url, 'tk_1'));
    expect(await shout('disk', 'Only 3 % free — “soon” full')).toBe(true);
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      path: '/',
      headers: { authorization: 'Bearer tk_1' },
    });
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      topic: 'bell',
      title: 'Bellwether: disk',
      message: 'Only 3 % free — “soon” full',
      priority: 5,
      tags: ['rotating_light'],
    });
  });

  test('gets no more of a long text than it takes', async () => {
    const server = kept(await startHttp());
    await emergencyBy(ntfyAt(server.url)).shout('x', '🔥'.repeat(5_000));
    const { message } = JSON.parse(server.seen[0]?.body ?? '');
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4_096);
    expect(message).toMatch(/^🔥+…$/u);
  });
});

test('Pushover gets token, user, device and text as a form', async () => {
  const server = kept(await startHttp((response) => response.end('{"status":1}')));
  const { shout } = emergencyBy({
    kind: 'pushover',
    apiRoot: server.url,
    token: 't',
    userKey: 'u',
    device: 'phone',
  });
  expect(await shout('disk', 'full & done')).toBe(true);
  expect(server.seen[0]?.path).toBe('/1/messages.json');
  expect(Object.fromEntries(new URLSearchParams(server.seen[0]?.body))).toEqual({
    token: 't',
    user: 'u',
    device: 'phone',
    title: 'Bellwether: disk',
    message: 'full & done',
    priority: '1',
  });
});

describe('how often', () => {
  test('one subject calls once in ten minutes, another is not held back by it', async () => {
    const server = kept(await startHttp());
    const { shout, later } = emergencyBy(ntfyAt(server.url));
    expect(await shout('disk', '1')).toBe(true);
    later(10 * MINUTE_MS - 1);
    expect(await shout('disk', '2')).toBe(false);
    expect(await shout('loop', '3')).toBe(true);
    later(1);
    expect(await shout('disk', '4')).toBe(true);
    expect(server.seen).toHaveLength(3);
  });

  test('two calls at the same moment are one', async () => {
    const server = kept(await startHttp());
    const { shout } = emergencyBy(ntfyAt(server.url));
    expect(await Promise.all([shout('disk', '1'), shout('disk', '1')])).toEqual([true, false]);
    expect(server.seen).toHaveLength(1);
  });

  test('a call that failed may be repeated after a minute', async () => {
    const server = kept(await startHttp((response) => response.writeHead(503).end()));
    const { shout, later } = emergencyBy(ntfyAt(server.url));
    expect(await shout('disk', '1')).toBe(false);
    expect(await shout('disk', '2')).toBe(false);
    later(MINUTE_MS);
    await shout('disk', '3');
    expect(server.seen).toHaveLength(2);
  });
});

describe('never throws', () => {
  test('when nobody listens, nobody answers, or nothing is set up', async () => {
    const silent = kept(await startHttp(() => undefined));
    const nobody = emergencyBy(ntfyAt('http://127.0.0.1:1'));
    expect(await nobody.shout('disk', 'x')).toBe(false);
    expect(nobody.lines.join('')).toMatch(/ECONNREFUSED.*could not be reached/s);
    expect(await emergencyBy(ntfyAt(silent.url)).shout('disk', 'x')).toBe(false);
    expect(await emergencyBy({ kind: 'off' }).shout('disk', 'x')).toBe(false);
  });
});

describe('mail', () => {
  beforeAll(() => setDefaultCACertificates([...getCACertificates('default'), CERTIFICATE]));

  function mailBy(server: SmtpServer, isImplicitTls: boolean): EmergencyRoute {
    const login = { user: 'bot', password: 'p:w' };
    const smtp = { host: 'localhost', port: server.port, isImplicitTls, requiresTls: true, login };
    return { kind: 'mail', to: 'ann@x.example', from: 'bot@x.example', smtp };
  }

  test('goes out after STARTTLS, with the login', async () => {
    const server = kept(await startSmtp({ tls: 'starttls' }));
    expect(
      await emergencyBy(mailBy(server, false)).shout('disk\r\nBcc: eve@x.example', 'Nearly full'),
    ).toBe(true);
    expect(server.mails).toMatchObject([
      { from: '<bot@x.example>', to: '<ann@x.example>', login: 'bot:p:w', isEncrypted: true },
    ]);
    expect(server.mails[0]?.data).toMatch(/^Subject: Bellwether: disk {2}Bcc: eve@x\.example$/m);
    expect(server.mails[0]?.data).not.toMatch(/^Bcc:/m);
    expect(server.mails[0]?.data).toContain('Nearly full');
  });

  test('goes out over TLS from the first byte', async () => {
    const server = kept(await startSmtp({ tls: 'implicit' }));
    expect(await emergencyBy(mailBy(server, true)).shout('disk', 'x')).toBe(true);
    expect(server.mails).toMatchObject([{ isEncrypted: true, login: 'bot:p:w' }]);
  });

  test('is not sent, and no password is said, to a server without TLS', async () => {
    const server = kept(await startSmtp({ tls: 'none' }));
    const { shout, lines } = emergencyBy(mailBy(server, false));
    expect(await shout('disk', 'x')).toBe(false);
    expect(server.mails).toEqual([]);
    expect(server.said.join('\n')).not.toMatch(/AUTH|MAIL/);
    expect(lines).toHaveLength(1);
  });

  test('is not sent to a server whose certificate is for somebody else', async () => {
    const server = kept(await startSmtp({ tls: 'implicit' }));
    const route = mailBy(server, true);
    const other =
      route.kind === 'mail' ? { ...route, smtp: { ...route.smtp, host: '127.0.0.1' } } : route;
    const { shout, lines } = emergencyBy(other);
    expect(await shout('disk', 'x')).toBe(false);
    expect(lines.join('')).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
  });
});
