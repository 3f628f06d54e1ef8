import type { Html } from '../core/html.ts';
import type { ButtonSubject, Message } from '../core/message.ts';
import type { Actor, ChatKind, Role } from '../core/people.ts';
import type { Instant } from '../core/time.ts';
import type { App } from '../app/app.ts';
import type { LookUp } from './look-up.ts';

/** A command that has passed the gate. */
export type Request = {
  readonly updateId: number;
  readonly actor: Actor;
  /** What follows the command's name, as typed. */
  readonly args: string;
  /** The id of the message that this one answers. */
  readonly repliesTo: string | undefined;
  readonly now: Instant;
  /** Whether the person administers this group; true in a private chat. Asked of Telegram when needed. */
  readonly isChatAdmin: () => Promise<boolean>;
  /** What Telegram knows and may be asked before the change; never within it. */
  readonly lookUp: LookUp;
  /** Every command there is, for those that speak about the others. */
  readonly commands: readonly Command[];
};

/** What a command wants to say; more than one message where that reads better. */
export type Answer = Message | readonly Message[];

/**
 * The effect of a command and its answer, run once within the transaction that marks the update done. Everything
 * that has to be awaited is awaited before.
 */
export type Change = () => Answer;

/**
 * What a command changes. Sent while nobody listened, it is answered when it changes nothing, asked about once more when
 * it does, and never carried out when it could move money. What holds secrets is not kept for a question either.
 */
export type Changes = 'nothing' | 'settings' | 'secrets' | 'money';

/** Under which button of /help a command stands. */
export type Topic = 'basics' | 'watching' | 'rules' | 'holdings' | 'quiet' | 'admin';

export type Command = {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** At most 256 characters, for Telegram's menu and /help. */
  readonly says: string;
  /** `anyone` needs no role at all: reserve it for what reveals nothing. */
  readonly needs: Role | 'anyone';
  readonly where: readonly ChatKind[];
  readonly examples: readonly string[];
  /** What it changes with these arguments. */
  readonly changes: Changes | ((args: string) => Changes);
  /** `basics` when left out. */
  readonly topic?: Topic;
  /** What /help NAME adds: syntax, terms. */
  readonly guide?: Html;
  /** Gives way in Telegram's menu to others when there are too many; it stands in /help all the same. */
  readonly isRare?: true;
  /** Opened when there are no arguments; the name of a conversation. */
  readonly wizard?: string;
  /** It has an answer of its own without arguments; its wizard is for buttons to open. */
  readonly hasCard?: true;
  /** The wizard that these arguments open, such as a verb with nothing behind it. */
  readonly opens?: (args: string) => string | undefined;
  /** What it tells and changes is its person's alone: asked in a group, it is done in their private chat. */
  readonly isOwn?: true;
  run(request: Request, app: App): Change | Promise<Change>;
  readonly buttons?: Readonly<Record<string, ButtonHandler>>;
};

/** A press of a button that has passed the gate and belongs to this chat, message and person. */
export type Press = Omit<Request, 'args' | 'repliesTo'> & {
  readonly subject: ButtonSubject;
  /** The delivery whose message carries the button. */
  readonly deliveryId: number;
  /** Shows something to whoever pressed, in this group and to them alone. @returns false where that cannot be had */
  showAlone(text: Html): Promise<boolean>;
  /** The very message that was pressed: of what was sent twice, each copy has its own. */
  readonly messageId: string | undefined;
};

export type PressAnswer = {
  /** At most 200 characters, shown over the chat. */
  readonly toast?: string;
  /** The toast waits for a tap. */
  readonly isAlert?: boolean;
  /** What the pressed message becomes. */
  readonly edit?: Message;
  readonly messages?: readonly Message[];
  /** For the private chat of whoever pressed; only where there is one. */
  readonly inPrivate?: readonly Message[];
  /** A wizard to begin for whoever pressed. */
  readonly opens?: string;
  /** What it is to begin about, such as a rule's name. */
  readonly about?: string;
};

export type ButtonHandler = {
  readonly needs: Role;
  /** A press counts although it arrives late: what it does is harmless, or is for quiet. */
  readonly lasts?: true;
  /** It could move money: a press that may be older than a minute never counts. */
  readonly money?: true;
  run(press: Press, app: App): (() => PressAnswer) | Promise<() => PressAnswer>;
};

/** Which copy of a message was pressed. */
export function pressedCopy({ updateId, actor, messageId }: Press) {
  return { updateId, chat: actor.place.chat, messageId };
}

/** What a command changes with these arguments. */
export function changesOf({ changes }: Command, args: string): Changes {
  return typeof changes === 'function' ? changes(args) : changes;
}

/** For commands that show something when they are alone, and change something with words behind them. */
export function unlessAlone(args: string): Changes {
  return args === '' ? 'nothing' : 'settings';
}

/** Declares a command; adding one is its file and a line in commands.ts. */
export function defineCommand(command: Command): Command {
  return command;
}
