import type { TargetRead } from '../core/ports/channel.ts';
import { problemOfUrl } from './web-target.ts';

/** A topic, and where it is. */
export type NtfyTarget = {
  /** Null for the server of the installation. */
  readonly server: string | null;
  readonly topic: string;
  readonly token: string | null;
};

type Installation = {
  readonly server: string;
  /** `host:port` that people may name although they are private. */
  readonly outboundAllow: readonly string[];
};

/** As ntfy itself takes them. */
const TOPIC = /^[A-Za-z0-9_-]{1,64}$/;
const TOKEN = /^tk_[A-Za-z0-9]{1,64}$/;

const NEED = 'I need a topic, such as my-secret-topic or https://ntfy.example.org/my-secret-topic';

/** Reads `my-topic`, or `https://ntfy.example.org/topic token:tk_x`. Its problems quote nothing, for all of it may be secret. */
export function readNtfy(text: string, installation: Installation): TargetRead {
  const [place = '', ...rest] = text.trim().split(/\s+/);
  const problem = (why: string): TargetRead => ({ kind: 'problem', why });
  if (place === '') return problem(`${NEED}.`);
  const [word = '', ...more] = rest;
  if (more.length > 0 || (word !== '' && !word.startsWith('token:')))
    return problem(`${NEED}, and after it at most a token, as token:tk_…`);
  const token = word === '' ? null : word.slice('token:'.length);
  if (token !== null && !TOKEN.test(token))
    return problem('After token: I need an access token of ntfy, which begins with tk_.');
  const ok = (server: string | null, topic: string): TargetRead => ({
    kind: 'ok',
    target: { server, topic, token },
  });
  if (TOPIC.test(place)) return ok(null, place);
  if (!/^https?:\/\//i.test(place))
    return problem(`A topic has up to 64 letters without accents, digits, _ or -. ${NEED}.`);
  if (!URL.canParse(place)) return problem(`That is no address. ${NEED}.`);
  const { origin, pathname, search, hash } = new URL(place);
  const topic = pathname.slice(1).replace(/\/$/, '');
  if (!TOPIC.test(topic) || search !== '' || hash !== '')
    return problem(`The address must end with the topic, after the server. ${NEED}.`);
  if (isOurs(place, installation.server)) return ok(null, topic);
  const refusal = problemOfUrl(place, installation.outboundAllow);
  return refusal === undefined ? ok(origin, topic) : problem(refusal);
}

/** With the host in full and of the topic, which is as good as a password, its first letters. */
export function ntfyLabel({ server, topic }: NtfyTarget, ours: string): string {
  const seen = topic.slice(0, Math.min(3, Math.floor(topic.length / 4)));
  return `${new URL(server ?? ours).host}/${seen}…`;
}

function isOurs(place: string, server: string): boolean {
  const { origin, username, password } = new URL(place);
  return origin === new URL(server).origin && username === '' && password === '';
}
