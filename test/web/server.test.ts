import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Hono } from 'hono';
import { afterEach, describe, expect, test } from 'vitest';

import { instant } from '../../src/core/time.ts';
import { createLog } from '../../src/log.ts';
import type { Facts } from '../../src/web/facts.ts';
import type { Readiness } from '../../src/web/health.ts';
import { startWeb, type WebNeeds } from '../../src/web/server.ts';

const READY: Readiness = {
  isMigrated: true,
  isRecovered: true,
  isPolling: true,
  isSchedulerRunning: true,
};
const FACTS: Facts = {
  alerts: { created: 10, sent: 5, suppressed: 2, expired: 1, dead: 1, open: 1, unaccounted: 0 },
  deliveries: { queued: 1, sent: 5 },
  oldestDueMs: 2_500,
  inboxDepth: 3,
  providers: [
    { name: 'Yahoo', successes: 7, failures: 1, ageMs: 15_000 },
    { name: 'Other', successes: 0, failures: 4, ageMs: undefined },
  ],
  scans: [{ name: 'quotes', run: 9, skipped: 2, failed: 1 }],
  telegramTooMany: 6,
  databaseBytes: 4_096,
  walBytes: 0,
};

const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

async function web(over: Partial<WebNeeds> = {}) {
  const lines: string[] = [];
  const started = await startWeb({
    host: '127.0.0.1',
    port: 0,
    probeWrite: () => undefined,
    readiness: () => READY,
    clock: () => instant(Date.now()),
    log: createLog({ level: 'info', secrets: [], write: (line) => lines.push(line) }),
    facts: () => FACTS,
    ...over,
  });
  open.push(started);
  const get = (path: string, init?: RequestInit) => fetch(started.url + path, init);
  return { url: started.url, lines, get };
}

/** Asks under any name; `fetch` would not let us. */
async function asked(url: string, host: string): Promise<{ status: number; body: string }> {
  const reply = await new Promise<Parameters<NonNullable<Parameters<typeof request>[2]>>[0]>(
    (resolve, reject) => {
      request(`${url}/health`, { headers: { host } }, resolve).on('error', reject).end();
    },
  );
  return { status: reply.statusCode ?? 0, body: await text(reply) };
}

describe('/healthz', () => {
  test('is well while the database can be written, whatever Telegram does', async () => {
    const { get } = await web({ readiness: () => ({ ...READY, isPolling: false }) });
    const reply = await get('/healthz');
    expect([reply.status, await reply.json()]).toEqual([200, { status: 'ok' }]);
  });

  test('fails while it cannot, without saying why to strangers', async () => {
    const { get, lines } = await web({
      probeWrite: () => {
        throw new Error('SQLITE_FULL at /secret/place');
      },
    });
    const reply = await get('/healthz');
    expect([reply.status, await reply.json()]).toEqual([
      503,
      { status: 'failing', failing: ['database'] },
    ]);
    expect(lines.join('')).toContain('SQLITE_FULL');
  });

  test('writes no more than once in five seconds, however often it is asked', async () => {
    let writes = 0;
    let now = instant(1_000_000);
    const { get } = await web({ clock: () => now, probeWrite: () => void writes++ });
    await Promise.all(Array.from({ length: 20 }, () => get('/healthz')));
    expect(writes).toBe(1);
    now = instant(now + 5_000);
    await get('/healthz');
    expect(writes).toBe(2);
    now = instant(now - 60_000);
    await get('/healthz');
    expect(writes).toBe(3);
  });
});

describe('/readyz', () => {
  test('is ready once all of the start is done', async () => {
    const reply = await (await web()).get('/readyz');
    expect(reply.status).toBe(200);
    expect(await reply.json()).toMatchObject({ status: 'ready', migrated: true });
  });

  test.each(['isMigrated', 'isRecovered', 'isPolling', 'isSchedulerRunning'] as const)(
    'is not ready without %s',
    async (part) => {
      const reply = await (
        await web({ readiness: () => ({ ...READY, [part]: false }) })
      ).get('/readyz');
      expect(reply.status).toBe(503);
    },
  );
});

test('/health answers what older scripts expect', async () => {
  const reply = await (await web()).get('/health');
  expect(await reply.json()).toEqual({ status: 'ok', scheduler_running: true });
});

describe('/metrics', () => {
  test('shows the facts, the process and the event loop', async () => {
    const reply = await (await web()).get('/metrics');
    const body = await reply.text();
    expect(reply.headers.get('content-type')).toMatch(/^text\/plain/);
    for (const line of [
      'bellwether_alerts_total 10',
      'bellwether_alerts{fate="suppressed"} 2',
      'bellwether_alerts_unaccounted 0',
      'bellwether_deliveries{status="queued"} 1',
      'bellwether_oldest_due_seconds 2.5',
      'bellwether_inbox_depth 3',
      'bellwether_provider_requests_total{provider="Yahoo",result="failure"} 1',
      'bellwether_provider_age_seconds{provider="Yahoo"} 15',
      'bellwether_scans_total{scan="quotes",result="skipped"} 2',
      'bellwether_telegram_too_many_total 6',
      'bellwether_database_bytes{file="database"} 4096',
    ]) {
      expect(body.split('\n')).toContain(line);
    }
    expect(body).not.toContain('provider_age_seconds{provider="Other"}');
    expect(body).toMatch(/nodejs_eventloop_lag_p99_seconds \d/);
    expect(body).toMatch(/process_resident_memory_bytes \d/);
  });

  test('shows the present each time, and what is gone no more', async () => {
    let facts = FACTS;
    const { get } = await web({ facts: () => facts });
    await get('/metrics');
    facts = { ...FACTS, deliveries: { sent: 6 }, telegramTooMany: 7 };
    const body = await (await get('/metrics')).text();
    expect(body).toContain('bellwether_telegram_too_many_total 7');
    expect(body).toContain('bellwether_deliveries{status="sent"} 6');
    expect(body).not.toContain('status="queued"');
  });
});

describe('the door', () => {
  test('is open to our own names, and on the loopback to no other', async () => {
    const { url } = await web({ publicUrl: 'https://bell.example' });
    const port = new URL(url).port;
    for (const host of [`127.0.0.1:${port}`, `LOCALHOST:${port}`, '[::1]', 'bell.example']) {
      expect((await asked(url, host)).status).toBe(200);
    }
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1.evil.example',
      'localhost.',
    ]) {
      expect((await asked(url, host)).status).toBe(403);
    }
  });

  test('asks for no name when it is open to the network', async () => {
    const { url } = await web({ host: '0.0.0.0' });
    expect((await asked(url.replace('0.0.0.0', '127.0.0.1'), 'bell.internal')).status).toBe(200);
  });

  test('carries strict headers on every reply, the refusals included', async () => {
    const { get } = await web();
    for (const path of ['/health', '/nowhere']) {
      const { headers } = await get(path);
      expect(headers.get('content-security-policy')).toMatch(/default-src 'self'/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  test('keeps the headers that a page has set for itself', async () => {
    const extra = new Hono().get('/page', (c) => {
      c.header('content-security-policy', "default-src 'none'");
      return c.html('<p>Hello');
    });
    const reply = await (await web({ extra })).get('/page');
    expect(reply.headers.get('content-security-policy')).toBe("default-src 'none'");
    expect(await reply.text()).toBe('<p>Hello');
  });

  test('says 404 and 500 as JSON, without a stack', async () => {
    const extra = new Hono().get('/broken', () => {
      throw new Error('inner workings');
    });
    const { get, lines } = await web({ extra });
    expect(await (await get('/nowhere')).json()).toEqual({
      error: 'There is nothing at this address.',
    });
    const broken = await get('/broken');
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toMatch(/inner|\.ts|at /);
    expect(lines.join('')).toContain('inner workings');
  });

  test('takes no large request, with or without a length', async () => {
    const extra = new Hono().post('/in', async (c) => c.text(String((await c.req.text()).length)));
    const { get } = await web({ extra });
    const large = new Uint8Array(65 * 1024);
    expect((await get('/in', { method: 'POST', body: 'small' })).status).toBe(200);
    expect((await get('/in', { method: 'POST', body: large })).status).toBe(413);
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(large);
        controller.close();
      },
    });
    const streamed: RequestInit = { method: 'POST', body: stream, duplex: 'half' };
    expect((await get('/in', streamed)).status).toBe(413);
  });

  test('survives what is not HTTP', async () => {
    const { url, get } = await web();
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
      socket.write('GARBAGE\r\n\r\n'),
    );
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400/);
    expect((await get('/health')).status).toBe(200);
  });
});

describe('the start', () => {
  test('on a taken port says so in one sentence', async () => {
    const { url } = await web();
    const port = Number(new URL(url).port);
    await expect(web({ port })).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken by another program. Stop that one, or set PORT to a free port.`,
    );
  });

  test('on a foreign address says so', async () => {
    await expect(web({ host: '192.0.2.1' })).rejects.toThrow(
      /This machine has no address 192\.0\.2\.1/,
    );
  });
});

test('closing ends even a stream that never would', async () => {
  const extra = new Hono().get(
    '/stream',
    () => new Response(new ReadableStream({ start: (c) => c.enqueue(new Uint8Array(1)) })),
  );
  const { get } = await web({ extra });
  const reply = await get('/stream');
  await open.pop()?.close();
  await expect(reply.text()).rejects.toThrow();
  await expect(get('/health')).rejects.toThrow();
});
