export type Operator = '+' | '-' | '*' | '/';

/** The four operations, as IEEE does them. */
export function calculate(op: Operator, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
  }
}
