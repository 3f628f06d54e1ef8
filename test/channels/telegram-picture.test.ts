import { Api, InputFile } from 'grammy';
import { describe, expect, onTestFinished, test } from 'vitest';
import { telegramChannel, type TelegramDeps } from '../../src/channels/telegram.ts';
import type { FrozenMessage, Parcel } from '../../src/core/ports/channel.ts';
import type { Log } from '../../src/core/ports/log.ts';
import { createTelegramFetch } from '../../src/http/telegram-fetch.ts';
import type { Fault } from '../../src/sandbox/telegram/faults.ts';
import { strikes } from '../support/delivery.ts';
import { silentLog } from '../support/log.ts';
import { aChart, drawSmall, png } from '../support/png.ts';
import { ANN, FORUM, GROUP, startLab, type Lab } from '../support/telegram-lab.ts';
import { closedAddress } from '../support/vendor-http.ts';

type Wish = Partial<Omit<FrozenMessage, 'picture'>> & {
  picture?: FrozenMessage['picture'] | undefined;
} & Partial<Pick<Parcel, 'address' | 'thread' | 'prefix' | 'edits'>>;

const CHART = aChart();
const KEYS = [[{ text: '1w', callbackData: 'c1:chart:7Q2M9KTW' }]];

describe('a new message', () => {
  test('the photo arrives with caption, topic, buttons and silence', async () => {
    const { lab, send } = await start();
    const thread = lab.world.addTopic(FORUM, 'Chips');
    const outcome = await send({
      html: '<b>NVDA</b> &lt; 150',
      address: String(FORUM),
      thread,
      silent: true,
      prefix: '🔁 repeat',
    });
    const [message] = botMessages(lab, FORUM);
    expect(outcome).toEqual({ kind: 'sent', messageId: String(message?.id) });
    expect(message).toMatchObject({
      text: '🔁 repeat\nNVDA < 150',
      entities: [{ type: 'bold', offset: 10, length: 4 }],
      thread,
      silent: true,
      photo: await drawSmall(CHART),
    });
    expect(message?.buttons.flat().map(({ text }) => text)).toEqual(['1w']);
  });

  test('1,024 characters pass whole; longer ones are cut with a note, tags closed', async () => {
    const { lab, send } = await start();
    await send({ html: `<b>${'&lt;'.repeat(1_024)}</b>` });
    await send({ html: `<b>${'&lt;'.repeat(1_025)}</b>`, prefix: 'delayed' });
    const [whole, cut] = botMessages(lab);
    expect(whole?.text).toBe('<'.repeat(1_024));
    expect(cut?.text).toHaveLength(1_024);
    expect(cut?.text).toMatch(/^delayed\n<+\n… cut here: the rest did not fit$/);
    expect(cut?.entities.map(({ type }) => type)).toEqual(['bold', 'italic']);
  });

  test.each([
    ['throws', () => Promise.reject(new Error('no bars'))],
    ['has nothing to draw from', () => Promise.resolve(undefined)],
  ])('drawing that %s: the words go as a text that says so', async (_what, draw) => {
    const { lab, send } = await start({ draw });
    expect(await send({ html: 'x'.repeat(2_000) })).toMatchObject({
      kind: 'sent',
      mends: ['no-picture'],
      stands: 'as-text',
    });
    const [message] = botMessages(lab);
    expect(message?.text).toBe(`${'x'.repeat(2_000)}\n📉 I could not draw the chart`);
    expect(message?.photo).toBeUndefined();
    expect(message?.buttons.flat()).toHaveLength(1);
  });

  test('drawing that never ends is left behind', async () => {
    const signals: AbortSignal[] = [];
    const draw = (_picture: unknown, signal: AbortSignal): Promise<Uint8Array> => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    const { lab, complaints, send } = await start({ draw, drawLimitMs: 50 });
    expect(await send({})).toMatchObject({ kind: 'sent', mends: ['no-picture'] });
    expect(texts(lab)).toEqual(['NVDA\n📉 I could not draw the chart']);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(complaints).toEqual(['a picture could not be drawn']);
  });

  test('a try whose time ends while it draws has certainly sent nothing', async () => {
    const { lab, channel } = await start({ draw: () => new Promise(() => undefined) });
    expect(await channel.send(parcel({}), AbortSignal.timeout(50))).toMatchObject({
      kind: 'retry',
    });
    expect(botMessages(lab)).toEqual([]);
  });

  test.each([
    ['no picture at all', Uint8Array.of(1, 2, 3)],
    ['too large', png({ width: 9_000, height: 1_001 })],
  ])('%s is refused by Telegram: the words go alone', async (_what, bytes) => {
    const { lab, send } = await start({ draw: () => Promise.resolve(bytes), isTidy: false });
    expect(await send({})).toMatchObject({ mends: ['no-picture'], stands: 'as-text' });
    expect(texts(lab)).toEqual(['NVDA\n📉 Telegram did not take the chart']);
  });

  test.each([
    [400, 'Bad Request: not enough rights to send photos to the chat'],
    [400, 'Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN'],
    [400, 'Bad Request: something nobody has heard of'],
  ] as const)('%i %s: a chat without pictures is not a dead chat', async (code, description) => {
    const { lab, send } = await start();
    lab.server.setFaults(strikes({ kind: 'refuse', code, description }, { method: /^sendPhoto$/ }));
    expect(await send({})).toMatchObject({ kind: 'sent', mends: ['no-picture'] });
    expect(texts(lab)).toEqual(['NVDA\n📉 Telegram did not take the chart']);
  });

  test('what Telegram cannot read goes as plain words, still under the picture', async () => {
    const { lab, send } = await start({ isTidy: false });
    expect(await send({ html: '<b>5 &lt; 6' })).toMatchObject({ mends: ['plain-text'] });
    expect(botMessages(lab)[0]).toMatchObject({ text: '5 < 6', photo: await drawSmall(CHART) });
  });

  test('a closed topic: the picture goes to the chat itself', async () => {
    const { lab, send } = await start();
    const thread = lab.world.addTopic(FORUM, 'Chips');
    lab.world.deleteTopic(FORUM, thread);
    expect(await send({ address: String(FORUM), thread })).toMatchObject({ mends: ['no-thread'] });
    expect(botMessages(lab, FORUM)[0]?.photo).toBeDefined();
  });
});

describe('what a photo’s try comes to, as a text’s would', () => {
  test.each<[string, Fault, Readonly<Record<string, unknown>> & { arrives: number }]>([
    [
      '429',
      { kind: 'too-many', retryAfterSeconds: 7 },
      { kind: 'retry', afterMs: 7_000, arrives: 0 },
    ],
    ['502', { kind: 'server-error', status: 502, body: 'html' }, { kind: 'uncertain', arrives: 0 }],
    [
      '504 that was accepted',
      { kind: 'server-error', status: 504, body: 'json', isAccepted: true },
      { kind: 'uncertain', code: '504', arrives: 1 },
    ],
    ['cut before', { kind: 'cut-before' }, { kind: 'uncertain', code: 'no answer', arrives: 0 }],
    ['cut after', { kind: 'cut-after' }, { kind: 'uncertain', code: 'no answer', arrives: 1 }],
    [
      'blocked',
      { kind: 'refuse', code: 403, description: 'Forbidden: bot was blocked by the user' },
      { kind: 'rejected', channelDead: true, arrives: 0 },
    ],
    [
      'unknown chat',
      { kind: 'refuse', code: 400, description: 'Bad Request: chat not found' },
      { kind: 'rejected', channelDead: true, asksAgainMs: 3_600_000, arrives: 0 },
    ],
    [
      'wrong token',
      { kind: 'refuse', code: 401, description: 'Unauthorized' },
      { kind: 'retry', pausesChannel: true, arrives: 0 },
    ],
  ])('%s', async (_what, fault, { arrives, ...outcome }) => {
    const { lab, send } = await start();
    lab.server.setFaults(strikes(fault));
    expect(await send({})).toMatchObject(outcome);
    expect(botMessages(lab)).toHaveLength(arrives);
    expect([...lab.server.counts.calls]).toEqual([['sendPhoto', 1]]);
  });

  test('nobody listening', async () => {
    const { send } = await start({ apiRoot: await closedAddress() });
    expect(await send({})).toMatchObject({ kind: 'retry', code: 'unreachable' });
  });

  test('a group that has moved', async () => {
    const { lab, send } = await start();
    const to = lab.world.migrate(GROUP);
    expect(await send({ address: String(GROUP) })).toEqual({ kind: 'moved', to });
  });

  test('silence beyond the limit', async () => {
    const { lab, send } = await start({ replyMs: 100 });
    lab.server.setFaults(strikes({ kind: 'delay', ms: 3_000 }));
    expect(await send({})).toMatchObject({ kind: 'uncertain' });
  });
});

describe('a change in place', () => {
  test('another picture: photo, caption and buttons change together', async () => {
    const { lab, send, sendId } = await start();
    const edits = await sendId({});
    const weekly = aChart({ timeframe: '1w' });
    const keyboard = [[{ text: '1d', callbackData: 'c1:chart:AAAA' }]];
    expect(await send({ edits, picture: weekly, html: 'weekly', keyboard })).toEqual({
      kind: 'sent',
      messageId: edits,
    });
    const [message, ...more] = botMessages(lab);
    expect(message).toMatchObject({ text: 'weekly', photo: await drawSmall(weekly) });
    expect(message?.buttons.flat().map(({ text }) => text)).toEqual(['1d']);
    expect(more).toEqual([]);
  });

  test('without a picture: the photo stays, its caption is cut to fit', async () => {
    const { lab, send, sendId } = await start();
    const edits = await sendId({});
    const outcome = await send({ edits, picture: 'kept', html: 'y'.repeat(3_000), keyboard: [] });
    expect(outcome).toEqual({ kind: 'sent', messageId: edits });
    const [message] = botMessages(lab);
    expect(message?.text).toMatch(/^y+\n… cut here: the rest did not fit$/);
    expect(message).toMatchObject({ photo: await drawSmall(CHART), buttons: [] });
    expect(message?.text).toHaveLength(1_024);
    // The same again is no fault.
    expect(await send({ edits, picture: 'kept', html: 'y'.repeat(3_000), keyboard: [] })).toEqual(
      outcome,
    );
  });

  test('a picture that cannot be drawn leaves the one before, and says so', async () => {
    const { lab, send, sendId } = await start({
      draw: (picture) =>
        picture.kind === 'chart' && picture.timeframe === '1w'
          ? Promise.reject(new Error('no bars'))
          : drawSmall(picture),
    });
    const edits = await sendId({});
    const weekly = aChart({ timeframe: '1w' });
    expect(await send({ edits, picture: weekly, html: 'weekly' })).toMatchObject({
      messageId: edits,
      mends: ['no-picture'],
      stands: 'under-old-photo',
    });
    expect(botMessages(lab)[0]).toMatchObject({
      text: 'weekly\n📉 I could not draw the new chart: this is the one before',
      photo: await drawSmall(CHART),
    });
  });

  test('a text that was thought to be a photo, and a photo thought to be a text, change too', async () => {
    const { lab, send, sendId } = await start();
    const text = await sendId({ picture: undefined });
    expect(await send({ edits: text, picture: 'kept', html: 'one' })).toMatchObject({
      messageId: text,
      mends: ['as-text'],
      stands: 'as-text',
    });
    const photo = await sendId({});
    expect(await send({ edits: photo, picture: undefined, html: 'two' })).toMatchObject({
      messageId: photo,
      mends: ['as-caption'],
      stands: 'under-old-photo',
    });
    expect(texts(lab)).toEqual(['one', 'two']);
  });

  test('a message that is gone is sent anew: with its picture, or as a text', async () => {
    const { lab, send } = await start();
    const anew = await send({ edits: '999' });
    expect(anew).toMatchObject({ kind: 'sent', mends: ['sent-anew'] });
    expect(anew).not.toHaveProperty('stands');
    expect(await send({ edits: '999', picture: 'kept', html: 'words' })).toMatchObject({
      mends: ['sent-anew'],
      stands: 'as-text',
    });
    expect(botMessages(lab).map(({ text, photo }) => [text, photo !== undefined])).toEqual([
      ['NVDA', true],
      ['words', false],
    ]);
  });
});

type Options = Partial<Pick<TelegramDeps, 'draw' | 'drawLimitMs'>> & {
  readonly apiRoot?: string;
  readonly replyMs?: number;
  /** The bot is to break no limit; true unless told. */
  readonly isTidy?: boolean;
};

async function start(options: Options = {}) {
  const { draw = drawSmall, drawLimitMs, apiRoot, replyMs, isTidy = true } = options;
  const lab = await startLab();
  const { fetch, close } = createTelegramFetch(replyMs === undefined ? {} : { replyMs });
  onTestFinished(close);
  onTestFinished(() => expect(isTidy ? lab.world.violations : []).toEqual([]));
  const complaints: string[] = [];
  const channel = telegramChannel({
    api: new Api(lab.world.token, { apiRoot: apiRoot ?? lab.server.url, fetch }),
    upload: (bytes) => new InputFile(bytes, 'chart.png'),
    draw,
    ...(drawLimitMs !== undefined && { drawLimitMs }),
    log: noting(complaints),
  });
  const send = (wish: Wish) => channel.send(parcel(wish), AbortSignal.timeout(10_000));
  const sendId = async (wish: Wish): Promise<string> => {
    const outcome = await send(wish);
    if (outcome.kind !== 'sent') expect.fail(`it was not sent: ${JSON.stringify(outcome)}`);
    return outcome.messageId;
  };
  return { lab, channel, complaints, send, sendId };
}

function parcel({ address = String(ANN), thread, prefix, edits, ...body }: Wish): Parcel {
  const { picture = 'picture' in body ? undefined : CHART, ...rest } = body;
  return {
    key: 'test',
    address,
    thread,
    prefix,
    edits,
    target: undefined,
    about: undefined,
    body: { html: 'NVDA', keyboard: KEYS, silent: false, ...rest, ...(picture && { picture }) },
  };
}

function botMessages(lab: Lab, chat: number = ANN) {
  return lab.world.messages(chat).filter(({ byBot, service }) => byBot && !service);
}

function texts(lab: Lab): readonly string[] {
  return botMessages(lab).map(({ text }) => text);
}

function noting(complaints: string[]): Log {
  const note = (message: string): void => void complaints.push(message);
  return { ...silentLog, warn: note, error: note, fatal: note, child: () => noting(complaints) };
}
