import type { Outcome } from '../core/alert.ts';
import { clip, visible } from '../core/html.ts';

/** Where in its talk with the server a mail failed. */
export type MailTry = {
  readonly host: string;
  /** Its last byte was handed to the connection: from here on silence proves nothing. */
  readonly isHandedOver: boolean;
};

type MailFault = {
  /** nodemailer's: `ECONNECTION`, `EAUTH`. */
  readonly code: string;
  /** The operating system's, where there is one. */
  readonly cause: string | undefined;
  /** The server's. */
  readonly status: number | undefined;
  readonly command: string;
  readonly says: string;
};

/** Login refused: https://support.google.com/a/answer/3726730 lists 534 and 535 as wanting an app password. */
const GMAIL = /(?:^|\.)(?:gmail|googlemail)\.com$/i;
const LOGIN_REFUSED: ReadonlySet<number> = new Set([530, 534, 535, 538]);
/** At RCPT: no such mailbox, not here, not such a name. */
const NO_MAILBOX: ReadonlySet<number> = new Set([550, 551, 553]);
/** RFC 3463: refused by rule (spam lists, relaying) and not because the mailbox is missing. */
const BY_RULE = /\b5\.7\.\d{1,3}\b/;
/** Found out before anything was asked of the server. */
const OURS: ReadonlySet<string> = new Set(['EENVELOPE', 'EMESSAGE', 'EAUTH', 'ECONFIG']);

const CLOSING = 421;

/** What nodemailer's error means for the mail. */
export function outcomeOfMail(error: unknown, tried: MailTry): Outcome {
  const fault = faultOf(error);
  const { status } = fault;
  const isAnswer = status !== undefined && !(status === CLOSING && tried.isHandedOver);
  if (isAnswer) return outcomeOfAnswer(fault, status, tried);
  const code = (fault.cause ?? fault.code).slice(0, 80);
  if (tried.isHandedOver) return { kind: 'uncertain', code };
  if (OURS.has(fault.code))
    return { kind: 'rejected', why: `The mail was not sent: ${fault.says}`, channelDead: false };
  return { kind: 'retry', afterMs: undefined, counts: true, code };
}

function outcomeOfAnswer(fault: MailFault, status: number, tried: MailTry): Outcome {
  if (status < 500)
    return { kind: 'retry', afterMs: undefined, counts: true, code: String(status) };
  return { kind: 'rejected', why: mailProblem(fault, tried.host), channelDead: isDead(fault) };
}

function isDead({ command, status = 0, says }: MailFault): boolean {
  if (isLogin(command)) return true;
  return command === 'RCPT TO' && NO_MAILBOX.has(status) && !BY_RULE.test(says);
}

function isLogin(command: string): boolean {
  return command.startsWith('AUTH');
}

/** Why the server did not take a mail, and what can be done about it. */
export function whyNoMail(error: unknown, host: string): string {
  return mailProblem(faultOf(error), host);
}

function mailProblem({ command, status, says, code, cause }: MailFault, host: string): string {
  if (status !== undefined && isLogin(command)) {
    const isApp = GMAIL.test(host) && LOGIN_REFUSED.has(status);
    return isApp
      ? `${host} refused the login (${status}): Gmail wants an app password in SMTP_PASSWORD, not the account's own`
      : `${host} refused the login (${status}): check SMTP_USER and SMTP_PASSWORD`;
  }
  if (status !== undefined && command === 'STARTTLS')
    return `${host} offers no encryption (${status} to STARTTLS), so nothing was sent: use port 465, or SMTP_SECURE=false to do without`;
  if (status !== undefined && LOGIN_REFUSED.has(status))
    return `${host} wants a login (${status}): set SMTP_USER and SMTP_PASSWORD`;
  if (status !== undefined) return `${host} refused the mail: ${says}`;
  return `${host} could not be asked: ${cause ?? code}`;
}

function faultOf(error: unknown): MailFault {
  const has = typeof error === 'object' && error !== null ? error : {};
  const code = 'code' in has && typeof has.code === 'string' ? has.code : 'no answer';
  const cause = 'originalCode' in has ? has.originalCode : undefined;
  const status = 'responseCode' in has ? has.responseCode : undefined;
  const command = 'command' in has ? has.command : undefined;
  const response = 'response' in has ? has.response : undefined;
  const message = error instanceof Error ? error.message : code;
  return {
    code,
    cause: typeof cause === 'string' ? cause : undefined,
    status: typeof status === 'number' ? status : undefined,
    command: typeof command === 'string' ? command : '',
    says: clip(
      visible(typeof response === 'string' ? response : message).replaceAll(/\s+/g, ' '),
      200,
    ),
  };
}
