import { button, type Button, type ButtonSubject } from '../../core/message.ts';

type Pages = {
  readonly verb: string;
  readonly subject: ButtonSubject;
  /** From 0. */
  readonly page: number;
  readonly of: number;
};

/** `‹ 2/5 ›`, turning in a circle; nothing when there is one page. */
export function pageButtons({ verb, subject, page, of }: Pages): readonly (readonly Button[])[] {
  if (of <= 1) return [];
  const turn = (to: number) => ({ ...subject, page: (to + of) % of });
  return [
    [
      button('‹', verb, turn(page - 1)),
      button(`${page + 1}/${of}`, verb, turn(page)),
      button('›', verb, turn(page + 1)),
    ],
  ];
}
