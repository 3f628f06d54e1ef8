import { describe, expect, test } from 'vitest';
import { CHANNEL, FORUM, GROUP, OWNER, startBot, type BotLab } from '../support/bot.ts';
import { MARKET } from '../support/market.ts';

const BO = 202;

async function open(): Promise<BotLab> {
  const lab = await startBot({ quotes: MARKET });
  const { store } = lab.program.parts;
  store.chats.setZone(OWNER as never, 'America/New_York');
  await lab.ann.sends('/link', { in: GROUP });
  await lab.ann.sends(`/link ${CHANNEL}`);
  return lab;
}

async function ring(lab: BotLab): Promise<void> {
  await lab.trade({ NVDA: 149 });
  await lab.trade({ NVDA: 151 });
}

/** Without the mark that keeps names from calling anybody. */
function plain({ text }: { readonly text: string }): string {
  return text.replaceAll('\u2060', '');
}

function heardIn({ world }: BotLab, chat: number): readonly string[] {
  return world
    .messages(chat)
    .map(({ text }) => text)
    .filter((text) => text.includes('NVDA crossed above 150'));
}

describe('a rule that sends elsewhere', () => {
  test('broadcasts to a channel from a private chat: the public form there, its own at home', async () => {
    const lab = await open();
    const { ann } = lab;
    const card = await ann.sends('/rule NVDA > 150 to:here,@the_news note:"my own"');
    expect(card.text).toContain('Goes to: this chat, News.');
    const armed = await ann.presses('✅ Arm', { on: card, until: /Armed/ });
    expect(armed.message?.text).toContain('Goes to: this chat, News.');
    await ring(lab);
    const own = await ann.hears(/NVDA crossed above 150/);
    expect(own.text).toContain('“my own”');
    expect(own.buttons).toEqual(['✅ Ack', '😴 Snooze', '🔕 Mute', '📈 Chart']);
    const post = await ann.hears(/NVDA crossed above 150/, { in: CHANNEL });
    expect(post.text).not.toMatch(/my own|the_news|note:/);
    expect(post.buttons).toEqual(['✅ Ack', '📈 Chart', '🔔 Copy this rule', '👁 My view']);
    expect(lab.world.violations).toEqual([]);
  });

  test('in the channel anybody may press, and only who has a role counts', async () => {
    const lab = await open();
    const { ann, world } = lab;
    await ann.sends('/rule! NVDA > 150 to:here,news');
    await ring(lab);
    const post = await ann.hears(/NVDA crossed above 150/, { in: CHANNEL });
    const stranger = lab.meet({ id: 303, name: 'Cy' });
    const refused = await stranger.presses('✅ Ack', { on: post, in: CHANNEL });
    expect(refused.toast).toMatch(/private/i);
    const bo = lab.meet({ id: BO, name: 'Bo', role: 'member' });
    await bo.sends('/start');
    const acked = await bo.presses('✅ Ack', { on: post, in: CHANNEL, until: /Acknowledged/ });
    expect(acked.message?.text).toMatch(/✅ Acknowledged at/);
    expect(acked.message?.text).not.toContain('Bo');
    const own = world.messages(OWNER).find(({ text }) => text.includes('crossed above 150'));
    expect(own?.text).toMatch(/✅ Acknowledged by Bo at/);
    // A picture that one reader wants is not for all.
    const chart = await bo.presses('📈 Chart', { on: post, in: CHANNEL });
    expect(chart.toast).toBe('I have sent it to you privately.');
    await bo.hears(/draw NVDA/);
    expect(world.messages(CHANNEL).filter(({ text }) => text.includes('draw'))).toEqual([]);
    expect(world.violations).toEqual([]);
  });

  test('needs somebody who may post there', async () => {
    const lab = await open();
    const { world } = lab;
    const bo = lab.meet({ id: BO, name: 'Bo', role: 'trader' });
    const refused = await bo.sends('/rule! NVDA > 150 to:@the_news');
    expect(refused.text).toMatch(/Sending alerts to News takes one of its admins, or an owner/);
    expect(refused.buttons).toEqual(['NVDA > 150']);
    world.setStanding(CHANNEL, BO, 'member');
    expect((await bo.sends('/rule! NVDA > 150 to:@the_news')).text).toMatch(/takes one of its/);
    world.setStanding(CHANNEL, BO, 'administrator');
    expect((await bo.sends('/rule! NVDA > 150 to:@the_news')).text).toContain('Goes to: News.');
    // Whoever changes what is posted must be allowed to post too.
    await lab.ann.sends('/rule! AMD > 120 to:@the_news', { in: GROUP });
    const cy = lab.meet({ id: 303, name: 'Cy', role: 'trader' });
    world.setStanding(GROUP, 303, 'member');
    const [rule] = lab.program.parts.store.rules.ofChat(GROUP as never);
    const edited = await cy.sends(`/rule ${rule?.code} edit > 1`, { in: GROUP });
    expect(edited.text).toMatch(/Sending alerts to News takes one of its admins/);
  });

  test('is refused in words when nobody knows the place', async () => {
    const { ann, world } = await open();
    world.addChat({ id: -900, kind: 'supergroup', username: 'not_ours', members: [OWNER] });
    const unknown = plain(await ann.sends('/rule NVDA > 150 to:@nowhere_at_all'));
    expect(unknown).toMatch(/No linked group or channel is called @nowhere_at_all/);
    expect((await ann.sends('/rule NVDA > 150 to:@not_ours')).text).toMatch(/No linked group/);
    expect((await ann.sends('/rule NVDA > 150 to:topic:Chips')).text).toMatch(
      /I know no topic “Chips” in this chat/,
    );
  });

  test('to:dm goes to whoever made it, whole; to:log is kept and not sent', async () => {
    const lab = await open();
    const { ann, world, program } = lab;
    const bo = lab.meet({ id: BO, name: 'Bo', role: 'trader' });
    world.setStanding(GROUP, BO, 'member');
    await bo.sends('/start');
    await bo.sends('/rule! NVDA > 150 to:dm note:"for Bo"', { in: GROUP });
    await ann.sends('/rule! NVDA > 150 to:log', { in: GROUP });
    await ring(lab);
    const own = await bo.hears(/NVDA crossed above 150/);
    expect(own.text).toContain('“for Bo”');
    expect(own.buttons).toEqual(['✅ Ack', '📈 Chart']);
    expect(heardIn(lab, GROUP)).toEqual([]);
    expect(program.parts.store.alerts.ofChat(GROUP as never, 9)).toHaveLength(2);
  });

  test('to:topic:Name rings in that topic of the same forum', async () => {
    const lab = await open();
    const { ann, world } = lab;
    await ann.sends('/link', { in: FORUM });
    const chips = world.addTopic(FORUM, 'Chips and more');
    const linked = await ann.sends('/link', { in: FORUM, thread: chips });
    expect(linked.text).toContain('to:topic:"Chips and more"');
    const card = await ann.sends('/rule! NVDA > 150 to:topic:"chips and more"', { in: FORUM });
    expect(card.text).toContain('Goes to: the topic chips and more.');
    await ring(lab);
    const alert = world.messages(FORUM).find(({ text }) => text.includes('crossed above'));
    expect(alert?.thread).toBe(chips);
    world.deleteTopic(FORUM, chips);
    await lab.trade({ NVDA: 140 });
    await lab.trade({ NVDA: 152 }, { afterMs: 7_200_000 });
    await lab.trade({ NVDA: 140 }, { afterMs: 60_000 });
    await lab.trade({ NVDA: 153 }, { afterMs: 7_200_000 });
    const texts = world.messages(FORUM).filter(({ thread }) => thread === undefined);
    expect(texts.map(({ text }) => text).join('\n')).toMatch(/closed or deleted/);
  });

  test('a channel that has gone gives way to the chat of the rule, which hears it once', async () => {
    const lab = await open();
    const { ann, world } = lab;
    await ann.sends('/rule! NVDA > 150 to:@the_news');
    world.kick(CHANNEL, OWNER);
    // Whatever is asked after it is answered after it.
    expect((await ann.sends('/link')).text).toMatch(/News .*out of reach/);
    await ring(lab);
    await lab.trade({ NVDA: 140 });
    await lab.trade({ NVDA: 155 }, { afterMs: 7_200_000 });
    expect(heardIn(lab, OWNER)).toHaveLength(2);
    const said = world.messages(OWNER).filter(({ text }) => text.includes('can’t reach any more'));
    expect(said).toHaveLength(1);
    expect((await ann.sends('/rules')).text).toContain('NVDA');
  });

  test('another chat that takes the name inherits nothing', async () => {
    const lab = await open();
    const { ann, world, program } = lab;
    await ann.sends('/rule! NVDA > 150 to:news');
    world.addChat({ id: -901, kind: 'channel', title: 'News', members: [OWNER] });
    program.parts.store.chats.setTitle(CHANNEL as never, 'Old news');
    await ann.sends('/link -901');
    await ring(lab);
    expect(heardIn(lab, CHANNEL)).toHaveLength(1);
    expect(heardIn(lab, -901)).toEqual([]);
  });
});

test('/link tells how to send there, and its presets say whether alerts name people', async () => {
  const lab = await open();
  const { ann, program } = lab;
  const told = await ann.sends('/link @the_news');
  expect(plain(told)).toContain('/rule NVDA > 150 to:@the_news');
  expect(told.text).toMatch(/Its alerts name nobody/);
  expect((await ann.sends('/link @the_news all')).text).toMatch(/say who acknowledged/);
  expect(program.parts.store.chats.policy(CHANNEL as never).isPublic).toBe(false);
  expect((await ann.sends('/link public', { in: GROUP })).text).toMatch(/name nobody/);
  expect((await ann.sends('/link options', { in: GROUP })).text).toMatch(/no option alerts yet/);
  await ann.sends('/rule! NVDA > 150', { in: GROUP });
  await ring(lab);
  const acked = await ann.presses('✅ Ack', { in: GROUP, until: /Acknowledged/ });
  expect(acked.message?.text).not.toContain('Ann');
});
