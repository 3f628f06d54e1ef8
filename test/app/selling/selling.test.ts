import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chatId, userId } from '../../../src/core/people.ts';
import { DAY_MS, MINUTE_MS, plus, SECOND_MS } from '../../../src/core/time.ts';
import { PERSON } from '../../soak/order/story.ts';
import { sellingEngine } from './selling-engine.ts';

const state = (desk: ReturnType<typeof sellingEngine>) => desk.newest().state;

describe('asking', () => {
  it('sells after Sell, once, and says what it came to', async () => {
    const desk = sellingEngine();
    const intent = await desk.reach();
    expect(intent).toMatchObject({ state: 'awaiting_confirm', quantity: 60, mode: 'ask' });
    desk.deliver();
    expect(await desk.press(intent)).toMatchObject({ kind: 'armed' });
    await desk.pass(10 * SECOND_MS);
    expect(desk.newest()).toMatchObject({ state: 'filled', filled: 60, fillPrice: 99 });
    expect(desk.desk.posts).toHaveLength(1);
    expect(desk.desk.held()).toBe(40);
    expect(desk.written().at(-1)).toContain('Sold 60');
  });

  it('takes silence for keeping', async () => {
    const desk = sellingEngine();
    await desk.reach();
    desk.deliver();
    await desk.pass(95 * SECOND_MS);
    expect(desk.newest()).toMatchObject({ state: 'void', why: expect.stringMatching(/nobody/) });
    expect(desk.desk.posts).toEqual([]);
  });

  it('shows the price anew, and arms nothing, when it has moved or was shown too long ago', async () => {
    const desk = sellingEngine();
    const intent = await desk.reach();
    desk.clock.price = 98.4;
    expect(await desk.press(intent)).toMatchObject({ kind: 'requoted', was: 99 });
    expect(desk.newest()).toMatchObject({ state: 'awaiting_confirm', price: 98.4 });
    // The button of the card before is one of another price.
    expect(await desk.press(intent)).toMatchObject({ kind: 'changed' });
    await desk.pass(16 * SECOND_MS);
    expect(await desk.press(desk.newest())).toMatchObject({ kind: 'requoted' });
    expect(await desk.press(desk.newest())).toMatchObject({ kind: 'armed' });
    expect(desk.desk.posts).toEqual([]);
  });

  it('takes the first answer, whoever gives another', async () => {
    const desk = sellingEngine();
    const intent = await desk.reach();
    expect(desk.store.transact(() => desk.selling().keep(PERSON, intent.id)).kind).toBe('kept');
    expect(await desk.press(intent)).toMatchObject({ kind: 'over' });
    await desk.pass(MINUTE_MS);
    expect(desk.desk.posts).toEqual([]);
  });

  it('takes two taps for one', async () => {
    const desk = sellingEngine();
    const intent = await desk.reach();
    const both = await Promise.all([desk.press(intent), desk.press(intent)]);
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['armed', 'over']);
    await desk.pass(20 * SECOND_MS);
    expect(desk.desk.posts).toHaveLength(1);
  });

  it('listens to its own person alone, as a Trader, in private', async () => {
    const desk = sellingEngine();
    const intent = await desk.reach();
    const other = { ...PERSON, user: userId(999) };
    expect(await desk.press(intent, other)).toEqual({ kind: 'not-yours' });
    expect(await desk.press(intent, { ...PERSON, role: 'member' })).toMatchObject({
      kind: 'not-allowed',
    });
    const place = { chat: chatId(-5), thread: undefined };
    const group = { ...PERSON, place, chatKind: 'group' } as const;
    expect(await desk.press(intent, group)).toMatchObject({ kind: 'not-allowed' });
  });

  it('asks anew, as a decision of its own, when the broker takes no more orders at the moment', async () => {
    const answers = { kind: 'rejected', code: '429', detail: 'it takes no more orders' } as const;
    const desk = sellingEngine({ answers });
    const first = await desk.reach();
    await desk.press(first);
    await desk.pass(20 * SECOND_MS);
    expect(desk.store.intents.get(first.id)).toMatchObject({ state: 'rejected', postCount: 1 });
    expect(desk.newest()).toMatchObject({
      state: 'awaiting_confirm',
      key: `${first.key}/again1`,
      postCount: 0,
    });
  });
});

describe('selling without asking', () => {
  it('waits for 30 seconds after word of it has arrived', async () => {
    const desk = sellingEngine({ mode: 'auto' });
    await desk.reach();
    expect(state(desk)).toBe('armed');
    await desk.pass(2 * MINUTE_MS);
    expect(desk.desk.posts).toEqual([]);
    desk.deliver();
    await desk.pass(29 * SECOND_MS);
    expect(desk.desk.posts).toEqual([]);
    await desk.pass(6 * SECOND_MS);
    expect(desk.desk.posts).toHaveLength(1);
    expect(state(desk)).toBe('filled');
  });

  it('holds while nobody can be told, and then lets go', async () => {
    const desk = sellingEngine({ mode: 'auto' });
    await desk.reach();
    await desk.pass(11 * MINUTE_MS, 5 * SECOND_MS);
    expect(desk.newest()).toMatchObject({ state: 'void', why: expect.stringMatching(/reach you/) });
    expect(desk.desk.posts).toEqual([]);
  });

  it('is called off by Keep within its time', async () => {
    const desk = sellingEngine({ mode: 'auto' });
    const { id } = await desk.reach();
    desk.deliver();
    await desk.pass(20 * SECOND_MS);
    expect(desk.store.transact(() => desk.selling().keep(PERSON, id)).kind).toBe('kept');
    await desk.pass(MINUTE_MS);
    expect(desk.desk.posts).toEqual([]);
  });
});

describe('looking on', () => {
  it('writes down what it would have done and what became of it, and asks the broker for nothing', async () => {
    const desk = sellingEngine({ mode: 'shadow' });
    const { id } = await desk.reach();
    expect(desk.newest()).toMatchObject({
      state: 'shadowed',
      why: '60 would have been sold at 99',
    });
    await desk.pass(DAY_MS + MINUTE_MS, DAY_MS / 2);
    const steps = desk.store.intents.steps(id);
    expect(steps.find((step) => step.state === 'outcome')?.why).toMatch(/a day later/);
    expect(steps.some(({ gates }) => (gates?.length ?? 0) > 30)).toBe(true);
    expect(desk.desk.posts).toEqual([]);
  });

  it('is all that a ceiling of shadow allows', async () => {
    const desk = sellingEngine({ mode: 'auto', ceiling: 'shadow' });
    expect(await desk.reach()).toMatchObject({ state: 'shadowed' });
  });
});

describe('each switch', () => {
  const SWITCHES = {
    'the environment': (desk: ReturnType<typeof sellingEngine>) => {
      desk.settings.ceiling = 'off';
    },
    'the file': (desk: ReturnType<typeof sellingEngine>) => writeFileSync(desk.haltFile, ''),
    'a person': (desk: ReturnType<typeof sellingEngine>) =>
      void desk.store.transact(() => desk.selling().halt(PERSON, 'enough')),
    'a restore': (desk: ReturnType<typeof sellingEngine>) =>
      desk.store.meta.set('autosell_lock', '{}'),
  };

  it.each(Object.entries(SWITCHES))('stops what has not left: %s', async (_, stop) => {
    const desk = sellingEngine({ mode: 'auto' });
    await desk.reach();
    desk.deliver();
    await desk.pass(29 * SECOND_MS);
    stop(desk);
    await desk.pass(5 * SECOND_MS);
    expect(state(desk)).toBe('void');
    expect(desk.desk.posts).toEqual([]);
    rmSync(desk.haltFile, { force: true });
  });

  it.each(Object.entries(SWITCHES).slice(0, 3))('takes back what is open: %s', async (_, stop) => {
    const desk = sellingEngine({ fault: 'partial' });
    await desk.press(await desk.reach());
    await desk.pass(5 * SECOND_MS);
    expect(desk.newest()).toMatchObject({ state: 'partially_filled', filled: 30 });
    stop(desk);
    await desk.pass(10 * SECOND_MS);
    expect(desk.newest()).toMatchObject({ state: 'cancelled', filled: 30 });
    expect(desk.desk.held()).toBe(70);
  });

  it('is let go by hand, after a minute, with the word typed, and after a restore by an owner', async () => {
    const desk = sellingEngine();
    const resume = (phrase?: string, by = PERSON) =>
      desk.store.transact(() => desk.selling().resume(by, phrase));
    expect(resume('RESUME')).toEqual({ kind: 'running' });
    desk.store.transact(() => desk.selling().halt(PERSON));
    expect(resume().kind).toBe('phrase');
    expect(resume('RESUME')).toMatchObject({ kind: 'too-soon' });
    desk.clock.now = plus(desk.clock.now, MINUTE_MS);
    expect(resume('RESUME').kind).toBe('resumed');
    desk.store.meta.set('autosell_lock', '{}');
    expect(resume('RESUME', { ...PERSON, role: 'trader' }).kind).toBe('not-allowed');
    expect(resume('RESUME').kind).toBe('resumed');
    expect(desk.selling().state().kind).toBe('active');
  });
});

describe('a new start', () => {
  it('calls off what waited for an answer, changes its card, and asks again with the price of now', async () => {
    const desk = sellingEngine();
    const first = await desk.reach();
    desk.deliver();
    desk.restart();
    await desk.pass(2 * SECOND_MS);
    expect(desk.store.intents.get(first.id)).toMatchObject({ state: 'void' });
    expect(desk.written().some((text) => text.includes('started anew'))).toBe(true);
    expect(desk.newest()).toMatchObject({ state: 'awaiting_confirm', mode: 'ask' });
    expect(await desk.press(first)).toMatchObject({ kind: 'over' });
  });
});

describe('a doubt', () => {
  it('is never asked for again: it is proved absent, or found, and says so', async () => {
    const desk = sellingEngine({ fault: '500' });
    await desk.press(await desk.reach());
    await desk.pass(6 * MINUTE_MS);
    expect(desk.desk.posts).toHaveLength(1);
    expect(state(desk)).toBe('filled');
  });

  it('is asked about when nothing can be read, and locks the account until it is answered', async () => {
    const answers = { kind: 'unknown', code: '408', detail: 'it ran out of time' } as const;
    const desk = sellingEngine({ answers });
    const intent = await desk.reach();
    await desk.press(intent);
    await desk.pass(5 * SECOND_MS);
    desk.desk.sellByHand(5);
    await desk.pass(5 * MINUTE_MS);
    expect(desk.newest()).toMatchObject({ state: 'needs_human', why: expect.stringMatching(/95/) });
    expect(await desk.propose(10)).toMatchObject({ kind: 'busy' });
    const settled = desk.store.transact(() => desk.selling().settle(PERSON, intent.id, 'not-sold'));
    expect(settled).toMatchObject({ kind: 'settled', intent: { state: 'absent_proven' } });
    expect(() =>
      desk.db.sqlite.prepare("update intent set state = 'armed' where id = ?").run(intent.id),
    ).toThrow(/has ended|posted once/);
  });
});
