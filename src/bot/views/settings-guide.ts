import { html, lines } from '../../core/html.ts';

/** What /help settings adds: each setting by its words. */
export const SETTINGS_GUIDE = lines(
  html`<b>By words</b>, each of which can be undone for a minute:`,
  html`🌙 <code>/settings quiet 22:00-07:00</code> or <code>off</code>: critical alerts come
    through, the rest as one message afterwards`,
  html`🛣 <code>/settings route high telegram then email</code>: + goes together, “then” is tried
    when that cannot be reached, <code>log</code> sends nothing`,
  html`⛈ <code>/settings storm 5</code>: more alerts at once than that become one message`,
  html`🚦 <code>/settings limit 10</code>: messages with alerts in a minute`,
  html`📣 <code>/settings escalation 5m 15m 30m</code> or <code>off</code>: when nobody acknowledges
    a critical alert`,
  html`🔁 <code>/settings repeat 4h</code> or <code>off</code>: how often it comes again after that`,
  html`✅ <code>/settings resolved edit</code>: off, edit, critical or all`,
  html`🌊 <code>/settings market off</code>: shares ring although the whole market moves`,
  html`📐 <code>/settings periods sma17 macd12,26,9</code>: by what your holdings are looked at, and
    what the pack Positions guard arms`,
  html`🎨 <code>/settings theme dark</code> · 🕰 <code>/settings tz Europe/Berlin</code>`,
);
