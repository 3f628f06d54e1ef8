import { assert, property, string } from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';

import { slackText } from '../../src/channels/slack-text.ts';
import { html } from '../../src/core/html.ts';
import { parcelOf } from '../support/channel-case.ts';
import { channelLab } from '../support/channel-lab.ts';
import { HOSTILE_NAMES } from '../support/hostile.ts';
import { startHttp } from '../support/http-server.ts';

const PATH = '/services/T000/B000/abcdefghijklwxyz';
const open: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close();
});

test('says a bold line, what follows, and a link', async () => {
  const server = await startHttp((response) => response.end('ok'));
  const url = `${server.url}${PATH}`;
  const lab = channelLab('slack', { slackUrl: url });
  open.push(server, lab);
  const parcel = parcelOf({
    target: { url },
    html: '🔔 <b>AT&amp;T * fell</b>\nbelow &lt; 20',
    keyboard: [[{ text: 'Chart | now', url: 'https://example.com/c?a=1&b=2|3' }]],
  });
  const outcome = await lab.channel.send(parcel, AbortSignal.timeout(5_000));
  expect(outcome).toEqual({ kind: 'sent', messageId: parcel.key });
  expect(server.seen[0]).toMatchObject({ method: 'POST', path: PATH });
  expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
    text: '*🔔 AT&amp;T ∗ fell*\nbelow &lt; 20\n<https://example.com/c?a=1&amp;b=2%7C3|Chart   now>',
    mrkdwn: true,
    unfurl_links: false,
    unfurl_media: false,
  });
  expect(lab.channel.label({ url })).toBe('webhook …wxyz at 127.0.0.1');
});

test('a reply of success in other words than ok is not believed', async () => {
  const server = await startHttp((response) => response.end('<html>Log in</html>'));
  const url = `${server.url}${PATH}`;
  const lab = channelLab('slack', { slackUrl: url });
  open.push(server, lab);
  const outcome = await lab.channel.send(parcelOf({ target: { url } }), AbortSignal.timeout(5_000));
  expect(outcome).toEqual({ kind: 'uncertain', code: 'not ok' });
});

describe('reading', () => {
  const { channel } = channelLab('slack');

  test.each([`https://hooks.slack.com${PATH}`, 'https://chat.example.com/hooks/abcdef'])(
    'takes %s',
    (url) => {
      expect(channel.read(url)).toEqual({ kind: 'ok', target: { url } });
    },
  );

  test.each([
    ['', /^I need the address of an incoming webhook: Slack gives one/],
    ['https://hooks.slack.com/triggers/T0/1/abc', /starts a workflow/],
    ['https://app.slack.com/client/T0/C0', /no webhook of Slack/],
    ['https://chat.example.com', /nothing behind its host/],
    [`http://hooks.slack.com${PATH}`, /only https/],
    [`https://hooks.slack.com${PATH} and more`, /a space/],
  ])('refuses %s in words', (text, why) => {
    expect(channel.read(text)).toEqual({ kind: 'problem', why: expect.stringMatching(why) });
  });
});

test('nothing that a name brings along is a mention or a link', () => {
  const isBare = (name: string): void => {
    const { text } = slackText(parcelOf({ target: {}, html: html`${name} ${name}`.html }));
    expect(text).not.toMatch(/[<>]/);
    expect(text.replaceAll(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
    expect(text.length).toBeLessThanOrEqual(4_002);
  };
  assert(property(string({ unit: 'binary', maxLength: 4_000 }), isBare));
  for (const name of [
    ...HOSTILE_NAMES,
    '<!channel>',
    '<@U1>',
    '<https://evil.example|bank>',
    '&lt;!here&gt;',
  ])
    isBare(name);
});
