/** An address that a person named and that the program will not talk to. Its text is fit to be shown to them. */
export class RefusedAddress extends Error {
  readonly code = 'ADDRESS_REFUSED';

  constructor(text: string) {
    super(text);
    this.name = 'RefusedAddress';
  }
}
