import { describe, expect, test } from 'vitest';
import { html } from '../../src/core/html.ts';
import { button, type Message } from '../../src/core/message.ts';
import type { Picture } from '../../src/core/picture.ts';
import { instant } from '../../src/core/time.ts';
import { OWNER, type BotLab } from '../support/bot.ts';
import { rung } from '../support/alerts.ts';
import { afterCrash, later, startDelivery, strikes } from '../support/delivery.ts';
import { aChart, drawSmall } from '../support/png.ts';

const CHART = aChart({ until: instant(Date.UTC(2026, 0, 5, 15)), marks: [1] });
const WEEKLY = aChart({ timeframe: '1w' });
const PLACE = { chat: OWNER as never, thread: undefined };

type Studio = { readonly lab: BotLab; readonly drawn: Picture[]; fails: boolean };

/** A lab whose pictures are small and noted; drawing fails while `fails`. */
async function start(): Promise<Studio> {
  const drawn: Picture[] = [];
  const draw = (picture: Picture): Promise<Uint8Array> => {
    drawn.push(picture);
    return studio.fails ? Promise.reject(new Error('no bars')) : drawSmall(picture);
  };
  const lab = await startDelivery({ draw });
  const studio: Studio = { lab, drawn, fails: false };
  return studio;
}

/** Puts a message with a picture into the outbox and waits until it has gone as far as it can. */
function says(studio: Studio, given: Partial<Message> = {}): Promise<number> {
  return saysWords(studio, { text: html`NVDA`, picture: CHART, ...given });
}

async function saysWords({ lab }: Studio, message: Message): Promise<number> {
  const to = { place: PLACE, message };
  const id = lab.program.parts.outbox.notice('picture', to, instant(lab.clock.now));
  await later(lab, 0);
  return id ?? expect.fail('it was said before');
}

let edits = 0;

async function changes({ lab }: Studio, deliveryId: number, message: Message): Promise<number> {
  const { outbox } = lab.program.parts;
  const what = { deliveryId, key: String(++edits) };
  const id = outbox.edit(what, { place: PLACE, message }, instant(lab.clock.now));
  await later(lab, 0);
  return id ?? expect.fail('it was changed before');
}

function seen({ lab }: Studio) {
  const messages = lab.world.messages(OWNER).filter(({ byBot }) => byBot);
  return messages.map(({ text, photo }) => [text, photo && Buffer.from(photo).toString('base64')]);
}

async function pixels(picture: Picture): Promise<string> {
  return Buffer.from(await drawSmall(picture)).toString('base64');
}

function calls({ lab }: Studio): Readonly<Record<string, number>> {
  const counted = [...lab.telegram.counts.calls].filter(([name]) => /^(send|edit)/.test(name));
  return Object.fromEntries(counted);
}

describe('sending', () => {
  test('a picture is drawn when its message is sent, and its bytes are kept nowhere', async () => {
    const studio = await start();
    await says(studio);
    expect(seen(studio)).toEqual([['NVDA', await pixels(CHART)]]);
    expect(studio.drawn).toEqual([CHART]);
    const row = studio.lab.program.parts.db.sqlite.prepare('select body from delivery').get();
    expect(JSON.stringify(row).length).toBeLessThan(600);
  });

  test('frozen is frozen: after a restart the very same facts are drawn', async () => {
    const studio = await start();
    const { lab } = studio;
    lab.telegram.setFaults(strikes({ kind: 'too-many', retryAfterSeconds: 60 }));
    await says(studio);
    expect(seen(studio)).toEqual([]);
    const { sqlite } = lab.program.parts.db;
    sqlite.exec(`update delivery set content = '{"text":{"html":"other"}}'`);
    const program = await afterCrash(lab);
    await later(lab, 62_000, program);
    expect(seen(studio)).toEqual([['NVDA', await pixels(CHART)]]);
    expect(studio.drawn).toEqual([CHART, CHART]);
  });

  test('killed while it draws: the next start sends it, labelled, since nobody can know', async () => {
    const held = Promise.withResolvers<void>();
    const drawn: Picture[] = [];
    const lab = await startDelivery({
      draw: async (picture) => {
        drawn.push(picture);
        if (drawn.length === 1) await held.promise;
        return drawSmall(picture);
      },
    });
    lab.telegram.setFaults(strikes({ kind: 'cut-before' }));
    const to = { place: PLACE, message: { text: html`NVDA`, picture: CHART } };
    lab.program.parts.outbox.notice('picture', to, instant(lab.clock.now));
    await expect.poll(() => drawn.length).toBe(1);
    const crashed = afterCrash(lab);
    held.resolve();
    const program = await crashed;
    await later(lab, 3_000, program);
    expect(seen({ lab, drawn, fails: false })).toEqual([
      ['🔁 repeat: the first copy may not have arrived\nNVDA', await pixels(CHART)],
    ]);
    expect(drawn).toEqual([CHART, CHART]);
  });

  test('cut after it arrived: left alone for 30 s, then repeated once and labelled', async () => {
    const studio = await start();
    studio.lab.telegram.setFaults(strikes({ kind: 'cut-after' }));
    await says(studio);
    await later(studio.lab, 29_999);
    expect(seen(studio)).toHaveLength(1);
    await later(studio.lab, 1);
    const repeat = '🔁 repeat: the first copy may not have arrived\nNVDA';
    expect(seen(studio).map(([text]) => text)).toEqual(['NVDA', repeat]);
    await later(studio.lab, 3_600_000);
    expect(seen(studio)).toHaveLength(2);
  });

  test('a picture that cannot be drawn costs its message nothing', async () => {
    const studio = await start();
    studio.fails = true;
    await says(studio);
    expect(seen(studio)).toEqual([['NVDA\n📉 I could not draw the chart', undefined]]);
    expect(studio.lab.complaints.filter((one) => one.includes('could not be drawn'))).toHaveLength(
      1,
    );
    expect(studio.lab.complaints.at(-1)).toMatch(/otherwise than meant.*no-picture/);
  });
});

describe('changing in place', () => {
  test('a photo changes its picture, then its caption alone, then its picture again', async () => {
    const studio = await start();
    const first = await says(studio);
    const second = await changes(studio, first, { text: html`weekly`, picture: WEEKLY });
    expect(seen(studio)).toEqual([['weekly', await pixels(WEEKLY)]]);
    const third = await changes(studio, second, { text: html`words` });
    expect(seen(studio)).toEqual([['words', await pixels(WEEKLY)]]);
    await changes(studio, third, { text: html`more words` });
    await changes(studio, third, { text: html`daily`, picture: CHART });
    expect(seen(studio)).toEqual([['daily', await pixels(CHART)]]);
    expect(calls(studio)).toEqual({ sendPhoto: 1, editMessageMedia: 2, editMessageCaption: 2 });
  });

  test('a picture for a text is said anew, and the text stays as it was', async () => {
    const studio = await start();
    const buttons = [[button('📈 Chart', 'ack', {})]];
    const id = await saysWords(studio, { text: html`a list`, buttons });
    await changes(studio, id, { text: html`chart`, picture: CHART });
    expect(seen(studio)).toEqual([
      ['a list', undefined],
      ['chart', await pixels(CHART)],
    ]);
    expect(studio.lab.world.messages(OWNER)[0]?.buttons.flat()).toHaveLength(1);
    const row = studio.lab.program.parts.store.deliveries.get(id);
    expect(row?.messageId).toBe(String(studio.lab.world.messages(OWNER)[0]?.id));
  });

  test('such a picture, in doubt, is repeated with its label as any new message', async () => {
    const studio = await start();
    const id = await saysWords(studio, { text: html`NVDA` });
    studio.lab.telegram.setFaults(strikes({ kind: 'cut-after' }));
    await changes(studio, id, { text: html`chart`, picture: CHART });
    await later(studio.lab, 30_000);
    expect(seen(studio).map(([text]) => text)).toEqual([
      'NVDA',
      'chart',
      '🔁 repeat: the first copy may not have arrived\nchart',
    ]);
  });

  test('what went without its picture is known to be a text', async () => {
    const studio = await start();
    studio.fails = true;
    const id = await says(studio);
    studio.fails = false;
    await changes(studio, id, { text: html`words` });
    await changes(studio, id, { text: html`chart`, picture: CHART });
    expect(seen(studio)).toEqual([
      ['words', undefined],
      ['chart', await pixels(CHART)],
    ]);
    expect(calls(studio)).toEqual({ sendMessage: 1, editMessageText: 1, sendPhoto: 1 });
  });

  test('a change in doubt is simply made again', async () => {
    const studio = await start();
    const id = await says(studio);
    const fault = { kind: 'cut-after' } as const;
    studio.lab.telegram.setFaults(strikes(fault, { method: /^editMessageMedia$/ }));
    await changes(studio, id, { text: html`weekly`, picture: WEEKLY });
    await later(studio.lab, 2_000);
    expect(seen(studio)).toEqual([['weekly', await pixels(WEEKLY)]]);
    expect(calls(studio)).toEqual({ sendPhoto: 1, editMessageMedia: 2 });
  });

  test('buttons under a photo work: an acknowledged alert changes its caption', async () => {
    const studio = await start();
    const { lab } = studio;
    await rung(lab);
    const alert = lab.program.parts.store.alerts.newest(1)[0];
    const buttons = [[button('👌 Seen', 'ack', { alert: alert?.id ?? 0 })]];
    await says(studio, { text: html`the alert as a chart`, buttons });
    const pressed = await lab.ann.presses('👌 Seen', { until: /Acknowledged/ });
    expect(pressed.toast).toBe('Acknowledged.');
    expect(pressed.message?.photo).toEqual(await drawSmall(CHART));
    expect(pressed.message?.buttons).toContain('😴 Snooze');
    const asked = await lab.ann.presses('😴 Snooze', {
      ...(pressed.message && { on: pressed.message }),
      until: /how long/,
    });
    expect(asked.message?.photo).toEqual(await drawSmall(CHART));
    expect(calls(studio)).toMatchObject({ sendPhoto: 1, editMessageCaption: 2 });
  });
});
