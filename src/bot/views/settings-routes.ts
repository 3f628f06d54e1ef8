import type { PolicyView, RouteLine } from '../../app/policy-settings.ts';
import type { Severity } from '../../core/alert.ts';
import { html, lines, type Html } from '../../core/html.ts';
import { button, type Message } from '../../core/message.ts';
import { pairs } from './quiet.ts';

const LAMPS: Readonly<Record<Severity, string>> = {
  critical: '🔴',
  high: '🟠',
  medium: '🔔',
  low: '🔹',
};

/** Where alerts of each severity go, as set and as it comes to. */
export function routeLines(view: PolicyView): readonly Html[] {
  const missing = [...new Set(view.routes.flatMap((line) => line.missing))];
  return [
    ...view.routes.map(
      (line) => html`${LAMPS[line.severity]} ${line.severity}: ${line.words}${comesTo(line)}`,
    ),
    ...missing
      .filter((name) => view.addable.includes(name))
      .map(
        (name) =>
          html`Until ${name} is set up here, Telegram is used: <code>/channels add ${name}</code>`,
      ),
    ...notHere(missing.filter((name) => !view.addable.includes(name))),
  ];
}

function notHere(names: readonly string[]): readonly Html[] {
  if (names.length === 0) return [];
  return [html`There is no ${names.join(' and no ')} in this installation, so Telegram is used.`];
}

/** What it comes to, where that is not what it says. */
function comesTo({ words, now, missing }: RouteLine): string {
  if (words === 'log') return ' (kept in /history, not sent)';
  return missing.length === 0 ? '' : ` → now ${now.join(' and ')}`;
}

/** A route of channels that there are; one of that severity, when it is about one. */
function exampleFor({ addable }: PolicyView, severity?: Severity): string {
  const [other] = addable;
  if (severity === undefined)
    return addable.includes('email') ? 'critical telegram+pushover then email' : 'low log';
  const way = other === undefined ? 'telegram' : `telegram then ${other}`;
  return `${severity} ${way}`;
}

/** Which severity is meant, then where its alerts go. */
export function routeQuestion(view: PolicyView, severity: Severity | undefined): Message {
  if (severity === undefined) {
    const choices = view.routes.map((line) =>
      button(`${LAMPS[line.severity]} ${line.severity}`, 'setting-ask', {
        name: 'route',
        severity: line.severity,
      }),
    );
    return {
      text: lines(
        html`🛣 <b>Where do alerts go?</b> A rule’s own <code>to:</code> comes first; this is for all
          others.`,
        ...routeLines(view),
        html`Your own: <code>/settings route ${exampleFor(view)}</code>`,
      ),
      buttons: [...pairs(choices), [button('‹ Back', 'settings', {})]],
    };
  }
  const present = view.routes.find((line) => line.severity === severity)?.words ?? '';
  const answers = waysFor(severity, view).map((way) =>
    button(way === present ? `${way} ✓` : way, 'setting-put', {
      name: 'route',
      words: `${severity} ${way}`,
    }),
  );
  return {
    text: lines(
      html`${LAMPS[severity]} <b>Where do ${severity} alerts go?</b> Channels with + between them go
        together; what follows “then” is tried when none of those can be
        reached.${severity === 'critical' ? '' : ' “log” keeps them in /history alone.'}`,
      html`Now: ${present}`,
      html`Your own: <code>/settings route ${exampleFor(view, severity)}</code>`,
    ),
    buttons: [...answers.map((one) => [one]), [button('‹ Back', 'setting-ask', { name: 'route' })]],
  };
}

const USUAL_WAYS: Readonly<Record<Severity, readonly string[]>> = {
  critical: ['telegram', 'telegram+pushover', 'telegram+pushover then email', 'telegram then sms'],
  high: ['telegram', 'telegram+ntfy', 'telegram then email'],
  medium: ['telegram', 'ntfy', 'email', 'log'],
  low: ['telegram', 'ntfy', 'log'],
};

function waysFor(severity: Severity, { limits }: PolicyView): readonly string[] {
  return USUAL_WAYS[severity].filter((way) =>
    way.split(/\+| then /).every((name) => limits.channels.includes(name)),
  );
}

/** One route after it was set: `Critical alerts go to telegram, then email.` */
export function routeSaid(words: string, { routes }: PolicyView): Html {
  const [severity = '', ...way] = words.split(' ');
  const line = routes.find((one) => one.severity === severity);
  const said = way.join(' ');
  if (said === 'log') return html`<b>${severity}</b> alerts are kept in /history and not sent.`;
  const missing = line === undefined || line.missing.length === 0 ? '' : ', once that is set up';
  return html`<b>${severity}</b> alerts go to <b>${said}</b>${missing}.`;
}
