import type { z } from 'zod';
import { errorText } from '../core/error.ts';
import type { Outcome } from '../core/alert.ts';
import type {
  Check,
  OutsideChannel,
  Parcel,
  Receipt,
  Target,
  TargetRead,
} from '../core/ports/channel.ts';

/** An outside channel as its file writes it, in terms of its own target. */
export type ChannelSpec<T extends Target> = {
  readonly name: string;
  readonly says: string;
  readonly example: string;
  readonly knowsRepeats: boolean;
  /** The target as it is kept. */
  readonly target: z.ZodType<T>;
  readonly ofInstallation: T | undefined;
  read(text: string): TargetRead;
  label(target: T): string;
  /** One try. What it throws counts as "may have arrived". */
  send(target: T, parcel: Parcel, signal: AbortSignal): Promise<Outcome>;
  check?(target: T, signal: AbortSignal): Promise<Check>;
  readonly receipts?: {
    poll(target: T, messageId: string, signal: AbortSignal): Promise<Receipt>;
    cancel(target: T, messageId: string, signal: AbortSignal): Promise<boolean>;
  };
  close?(): Promise<void>;
};

/** Makes a channel of its spec: what is kept is read once more before it is used, and nothing is ever thrown. */
export function defineChannel<T extends Target>(spec: ChannelSpec<T>): OutsideChannel {
  const { target: schema, check, receipts, close } = spec;
  const open = (target: unknown): T => schema.parse(target);
  return {
    name: spec.name,
    says: spec.says,
    example: spec.example,
    knowsRepeats: spec.knowsRepeats,
    ofInstallation: spec.ofInstallation,
    read: (text) => spec.read(text),
    label: (target) => spec.label(open(target)),
    async send(parcel, signal) {
      const target = schema.safeParse(parcel.target);
      if (!target.success)
        return { kind: 'rejected', why: `${spec.name} is not set up here`, channelDead: true };
      try {
        return await spec.send(target.data, parcel, signal);
      } catch (error) {
        return { kind: 'uncertain', code: errorText(error).slice(0, 80) };
      }
    },
    ...(check && { check: (target, signal) => check(open(target), signal) }),
    ...(receipts && {
      receipts: {
        poll: (target, id, signal) => receipts.poll(open(target), id, signal),
        cancel: (target, id, signal) => receipts.cancel(open(target), id, signal),
      },
    }),
    ...(close && { close }),
  } satisfies OutsideChannel;
}
